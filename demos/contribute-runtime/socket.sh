# Sets `socket` to where containerd listens: Docker's own, or the system's. POSIX sh.
for socket in /run/docker/containerd/containerd.sock /run/containerd/containerd.sock; do
  [ ! -S "$socket" ] || break
done
