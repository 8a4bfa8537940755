# What a flag changed in a config.json: `normal` makes two of them comparable, `changes` tells them
# apart as a list of {path, value, was}. Without `was` it is new; without `value` it is gone.

# Ids, pids, the machine's name and where this engine keeps its things are no doing of a flag.
def normal($id; $root; $host):
  walk(if type == "string"
    then gsub($id; "<id>") | gsub($id[:12]; "<id>") | gsub("[0-9a-f]{64}|^[0-9a-f]{12}$"; "<id>")
      | gsub("^/proc/[0-9]+/"; "/proc/<pid>/")
      | if startswith($root) then "/var/lib/docker" + .[($root | length):]
        elif . == $host then "<host>" elif . == "HOSTNAME=" + $host then "HOSTNAME=<host>"
        else . end
    else . end);

# What an item of a list is known by: mounts by where, namespaces and rlimits by type, device nodes
# by path, NAME=value by its name. Others are known by all they are.
def known:
  if type == "string" and test("^[A-Za-z_.]+=") then "[]" + split("=")[0]
  elif type != "object" then "[]" + tojson
  elif has("destination") then "[destination=\(.destination)]"
  elif has("major") and has("path") then "[path=\(.path)]"
  elif has("type") and (has("allow") | not) then "[type=\(.type)]"
  else "[]" + tojson end;
def place: if startswith("[]") then "[]" else . end;

def changes($path; $old; $new):
  def lists: ($old | map({key: known, value: .}) | from_entries) as $before
    | ($new | map({key: known, value: .}) | from_entries) as $after
    | (($after | keys_unsorted) + (($before | keys_unsorted) - ($after | keys_unsorted)))[] as $name
    | ($path + [$name | place]) as $at
    | if ($before | has($name)) and ($after | has($name)) then changes($at; $before[$name]; $after[$name])
      elif $after | has($name) then {path: $at, value: $after[$name]}
      else {path: $at, was: $before[$name]} end;
  if $old == $new then empty
  elif ($old | type) == "object" and ($new | type) == "object" then
    (($new | keys_unsorted) + (($old | keys_unsorted) - ($new | keys_unsorted)))[] as $name
    | ($path + [$name]) as $at
    | if ($old | has($name)) and ($new | has($name)) then changes($at; $old[$name]; $new[$name])
      # A part that was not there at all is told member by member too.
      elif $new | has($name) then $new[$name]
        | if (type == "object" or (type == "array" and $name != "args")) and length > 0
          then changes($at; if type == "object" then {} else [] end; .)
          else {path: $at, value: .} end
      else {path: $at, was: $old[$name]} end
  # The order of a command line is its meaning: it is one value.
  elif ($old | type) == "array" and ($new | type) == "array" and $path[-1] != "args" then lists
  else {path: $path, value: $new, was: $old} end;
