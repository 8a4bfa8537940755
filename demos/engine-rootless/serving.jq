# A network namespace of its own, and a server in it.
.process.terminal = false
| .process.args = ["sh", "-c", "echo Hello from nobody special. > /tmp/index.html
exec httpd -f -p 8080 -h /tmp"]
| .linux.namespaces += [{ type: "network" }]
