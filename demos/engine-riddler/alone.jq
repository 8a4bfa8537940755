# What only Docker can give: a hook, layers, a cgroup, files
# in /etc, an init.
del(.hooks)
| .root.path = "rootfs"
| .linux.cgroupsPath = "/cuecast-riddler"
| .mounts |= map(select(.destination
    | test("^/etc/|docker-init") | not))
| .process.args |= (if .[0] == "/sbin/docker-init"
    then .[2:] else . end)
