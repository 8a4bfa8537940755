# A network namespace of its own, and a server in it.
.process.terminal = false
| .process.args = ["httpd", "-f", "-p", "8080", "-h", "/www"]
| .linux.namespaces += [{ type: "network" }]
