# Makes a node's root in namespaces of its own and holds them until its input ends.
# Arguments: the root directory, the directory with containerd's programs.
set -eu
root=$1
programs=$2
mount --bind "$root" "$root"
cd "$root"
mkdir -p dev etc opt/containerd/bin proc run srv sys tmp usr var/lib old
for directory in bin sbin lib lib32 lib64 libx32; do
    if [ -L "/$directory" ]; then
        ln -s "$(readlink "/$directory")" "$directory"
    elif [ -d "/$directory" ]; then
        mkdir "$directory"
        mount --rbind "/$directory" "$directory"
    fi
done
for directory in dev sys usr; do
    mount --rbind "/$directory" "$directory"
done
# Controllers of both kinds of control groups at once are more than some runtimes can work with.
if [ -d sys/fs/cgroup/unified ]; then umount -l sys/fs/cgroup/unified; fi
mount -t proc proc proc
mount --bind "$programs" opt/containerd/bin
printf 'root:x:0:0:root:/root:/bin/sh\n' >etc/passwd
printf 'root:x:0:\n' >etc/group
printf '127.0.0.1 localhost\n' >etc/hosts
printf 'nameserver 127.0.0.1\n' >etc/resolv.conf
pivot_root . old
umount -l /old
rmdir /old
# As systemd leaves a machine: what is mounted on the node is seen by containers that ask for it.
mount --make-rshared /
exec 3<&0
cat <&3 >/dev/null &
waiting=$!
echo ready
# Waiting also takes in the processes whose parents have gone.
wait "$waiting"
