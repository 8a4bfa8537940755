# Read by the scripts of the lab and by the demos' setup scripts. POSIX sh.
# Everything the lab makes bears the name cuecast, so that `down` can tell its own from the rest.

PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin

# What must outlive nothing but the lab itself: pid files, logs, notes of what was changed.
if [ "$(id -u)" = 0 ]; then
  lab_run=${CUECAST_LAB_RUN:-/run/cuecast-lab}
else
  lab_run=${CUECAST_LAB_RUN:-${TMPDIR:-/tmp}/cuecast-lab-$(id -u)}
fi
# Storage of an engine and a registry that the lab starts; removed by `down`.
lab_data=${CUECAST_LAB_DATA:-/var/lib/cuecast-lab}
# What was fetched from Debian and may be used again; kept by `down`. Noted while the lab is up,
# because a demo's setup sees HOME and not XDG_CACHE_HOME.
lab_cache=${XDG_CACHE_HOME:-$HOME/.cache}/cuecast/lab
if [ -s "$lab_run/cache" ]; then lab_cache=$(cat "$lab_run/cache"); fi

# Above the ports that registries, AirPlay (5000, 7000) and VNC (5900…) use by habit.
registry_port=${CUECAST_REGISTRY_PORT:-5055}
registry=localhost:$registry_port

say() { printf '  %s\n' "$*"; }
die() { printf 'cuecast lab: %s\n' "$*" >&2; exit 1; }
have() { command -v "$1" >/dev/null 2>&1; }

# Is the process still the one that we started? A pid may have been given to another since, even to
# another lab's, so that its arguments have to name what ours do.
is_ours() { # PID NAME ARGUMENT
  [ -n "$1" ] && [ "$(ps -o comm= -p "$1" 2>/dev/null | sed 's|.*/||')" = "$2" ] &&
    ps -ww -o args= -p "$1" 2>/dev/null | grep -qF -- "$3"
}
# One of the lab's names the folder of its notes.
alive() { # PIDFILE NAME
  [ -s "$1" ] && is_ours "$(cat "$1")" "$2" "$lab_run/"
}

# Ends a process of ours: TERM, up to SECONDS of patience, then KILL. The pid is read once, since
# some daemons remove their pid file before they have finished.
end() { # PIDFILE NAME SECONDS [ARGUMENT]
  pid=$(cat "$1" 2>/dev/null) || pid=
  if is_ours "$pid" "$2" "${4-$lab_run/}"; then
    kill "$pid" 2>/dev/null || true
    left=$(($3 * 10))
    while [ "$left" -gt 0 ] && is_ours "$pid" "$2" "${4-$lab_run/}"; do
      sleep 0.1
      left=$((left - 1))
    done
    if is_ours "$pid" "$2" "${4-$lab_run/}"; then kill -9 "$pid" 2>/dev/null || true; fi
  fi
  rm -f "$1"
}

# Waits until a command succeeds, looking ten times a second.
await() { # SECONDS COMMAND…
  left=$(($1 * 10)); shift
  until "$@" >/dev/null 2>&1; do
    left=$((left - 1))
    [ "$left" -gt 0 ] || return 1
    sleep 0.1
  done
}

# An engine that is stopped answers nobody, and lets nobody go.
engine_answers() { have docker && in_time 10 docker version --format '{{.Server.Version}}'; }
in_time() { # SECONDS COMMAND…
  if have timeout; then timeout -k 5 "$@"; else shift; "$@"; fi
}
# A registry of one demo's own, in the demo's folder, so that no demo ends another's.
own_registry() { # PORT up|down
  CUECAST_REGISTRY_PORT=$1 CUECAST_LAB_RUN=$PWD/.registry "$(dirname "$0")/../lab/registry" "$2"
}
registry_answers() { curl -fsS -m 2 "http://$registry/v2/"; }

# Debian's names of the four architectures, and the kernel's.
lab_architectures='amd64 arm64 ppc64el s390x'
kernel_name() {
  case $1 in amd64) echo x86_64 ;; arm64) echo aarch64 ;; ppc64el) echo ppc64le ;; *) echo "$1" ;; esac
}
host_is() { [ "$(uname -m | sed 's/^arm64$/aarch64/')" = "$(kernel_name "$1")" ]; }
