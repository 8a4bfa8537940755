# What a config.json from `runc spec` says, one line for each thing that it decides.
def line($name; $what): "\($name + "          " | .[:10])\($what)";
def short: ltrimstr("CAP_");

line("what"; .process.args | join(" ")),
line("where"; .process.cwd + " of " + .root.path),
line("who"; "user \(.process.user.uid), group \(.process.user.gid)"),
line("writes"; if .root.readonly then "nothing" else "its directory" end),
line("terminal"; .process.terminal),
line("rights"; .process.capabilities.bounding | map(short) | sort | join(" ")),
line("no more"; .process.noNewPrivileges),
line("files"; .process.rlimits[0].hard),
line("name"; .hostname),
line("mounts"; .mounts | map(.destination) | join(" ")),
line("apart"; .linux.namespaces | map(.type) | join(" "))
