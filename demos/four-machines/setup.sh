#!/bin/sh
# A registry with one name for four machines, and three machines: root file systems of which every
# program is foreign, behind an ssh server on loopback with keys of its own. Nothing outside of this
# folder knows of them, and nobody else can log in.
set -eu
cd "$(dirname "$0")"
. ../lab/common.sh
./teardown.sh

own_registry 5066 up
../lab/whoami roots roots
../lab/whoami push roots localhost:5066

for arch in arm64 ppc64el s390x; do
  machine=machines/$(echo "$arch" | sed 's/ppc64el/ppc64le/')
  mkdir -p "$machine/bin" "$machine/dev" "$machine/proc" "$machine/etc" "$machine/tmp" "$machine/root"
  cp "$(../lab/busybox "$arch")" "$machine/bin/busybox"
  dpkg-deb --fsys-tarfile "$(../lab/package bash-static "$arch")" |
    tar -xO ./bin/bash-static >"$machine/bin/bash"
  chmod 755 "$machine/bin/bash"
  for applet in base64 cat chroot cut grep head ls mkdir mktemp od rm sed sh sha256sum tar tr uname wget; do
    ln -s busybox "$machine/bin/$applet"
  done
  cp pull "$machine/bin/pull"
  echo '127.0.0.1 localhost' >"$machine/etc/hosts"
  echo 'hosts: files' >"$machine/etc/nsswitch.conf"
  # How a terminal is drawn on is the same for all architectures.
  for terminfo in /lib/terminfo /usr/share/terminfo; do
    [ -e $terminfo/x/xterm-256color ] || continue
    mkdir -p "$machine/$terminfo/x"
    cp -L $terminfo/x/xterm-256color "$machine/$terminfo/x"
  done
done

mkdir -m 700 sshd
for key in host user; do ssh-keygen -q -t ed25519 -N '' -C cuecast -f sshd/$key; done
# sshd insists on this directory, which is there where ssh is a service.
if [ ! -d /run/sshd ]; then : >sshd/made-run; mkdir -p /run/sshd; fi
# Without PAM, sshd refuses an account that is locked, as root's is on many a laptop; with it, it
# asks a kernel that in a container says no.
if grep -q '^root:!' /etc/shadow; then pam=yes; else pam=no; fi
cat >sshd/sshd_config <<CONF
ListenAddress 127.0.0.1:2261
ListenAddress 127.0.0.1:2262
ListenAddress 127.0.0.1:2263
HostKey $PWD/sshd/host
PidFile none
AuthorizedKeysFile $PWD/sshd/user.pub
StrictModes no
UsePAM $pam
AllowUsers root
PermitRootLogin prohibit-password
PasswordAuthentication no
KbdInteractiveAuthentication no
AllowTcpForwarding no
X11Forwarding no
Match LocalPort 2261
  ForceCommand $PWD/become arm64 pine64
Match LocalPort 2262
  ForceCommand $PWD/become ppc64le power
Match LocalPort 2263
  ForceCommand $PWD/become s390x z
CONF
port=2261
for machine in pine64 power z; do
  echo "[127.0.0.1]:$port $(cat sshd/host.pub)" >>sshd/known_hosts
  cat >>sshd/config <<CONF
Host $machine
  HostName 127.0.0.1
  Port $port
  User root
  IdentityFile $PWD/sshd/user
  IdentitiesOnly yes
  UserKnownHostsFile $PWD/sshd/known_hosts
  StrictHostKeyChecking yes
  ControlPath none
CONF
  port=$((port + 1))
done
setsid /usr/sbin/sshd -D -e -f "$PWD/sshd/sshd_config" </dev/null >sshd/log 2>&1 &
echo $! >sshd/pid
await 10 ssh -F sshd/config z true || die "no ssh server; its log: $(tail -n 1 sshd/log)"
