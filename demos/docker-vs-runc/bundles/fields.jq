# The fields of a config.json that the flags on the left decide, one a line: where it is, what it is.
def line($path): "\($path | join(".") | . + "                              "[length:])\(getpath($path) | tojson)";

.process.env |= map(select(startswith("PATH=") | not))
| line(["process", "args"]),
  line(["process", "cwd"]),
  line(["process", "env"]),
  line(["process", "user", "uid"]),
  line(["hostname"]),
  line(["root", "readonly"]),
  line(["linux", "resources", "pids", "limit"]),
  line(["linux", "resources", "memory", "limit"])
