# Shared by setup and teardown: sourced, never run, after common.sh. The block device of the database.
# Defines the functions make_device and remove_device.

# require_empty DEVICE: it holds nothing, or what an earlier boot left. A disk with somebody's data is never written to.
require_empty() {
  command -v blkid >/dev/null 2>&1 || fail "blkid is missing: install the package util-linux"
  found=0
  content=$(blkid -p -o export "$1") || found=$?
  case $found in
    0 | 2) ;;
    *) fail "what $1 holds is unknown (blkid -p ended with $found), so nothing was written to it" ;;
  esac
  # Of a partition blkid knows its entry in the table too (PART_ENTRY_*), whatever it holds.
  case $(printf '%s\n' "$content" | sed -n '/^TYPE=/p; /^LABEL=/p' | sort | tr '\n' ' ') in
    'LABEL=halfspeed TYPE=ext4 ') return 0 ;;
  esac
  # That blkid knows no signature is not enough: what plain dm-crypt has written has none. What can't be read is not taken either.
  if printf '%s\n' "$content" | grep -Eq '^(TYPE|PTTYPE|LABEL)=' || ! cmp -s -n 1048576 "$1" /dev/zero; then
    fail "$1 holds something, so nothing was written to it: if it may go, run wipefs -a $1 && dd if=/dev/zero of=$1 bs=1M count=1"
  fi
}

# make_device: makes an ext4 on the device of the parameter `device`, and mounts it at HALFSPEED_WORK/pg. As root.
make_device() {
  [ "$(id -u)" -eq 0 ] || fail "only root can use a block device (device=$device)"
  command -v mkfs.ext4 >/dev/null 2>&1 || fail "mkfs.ext4 is missing: install the package e2fsprogs"
  if [ "$device" = timer ]; then
    make_timer
    device=$node
  fi
  [ -b "$device" ] || fail "$device is no block device"
  require_empty "$device"
  # All of it is written now, not during the runs: so few inodes, yet one for each file of the log (1 MB), and a small journal.
  mkfs.ext4 -q -F -L halfspeed -i 524288 -J size=32 -E lazy_itable_init=0,lazy_journal_init=0 "$device" ||
    fail "mkfs.ext4 $device failed"
  mount -t ext4 "$device" "$HALFSPEED_WORK/pg" || fail "this kernel can't mount ext4: see the recipe's kernel.config"
}

# A device of the kernel's own: what it holds is in memory, and a timer answers each request after the same time. The folder of
# configfs that it is, is left in the file `device` of HALFSPEED_WORK for remove_device.
make_timer() {
  # Where every system has it. It stays mounted: others may use it meanwhile.
  config=/sys/kernel/config
  [ -d "$config" ] || fail "this kernel has no configfs: see the recipe's kernel.config"
  mountpoint -q "$config" || mount -t configfs configfs "$config" || fail "configfs can't be mounted at $config"
  [ -d "$config/nullb" ] || fail "this kernel has no null_blk: see the recipe's kernel.config"
  # The first name that is free, which is the same in each boot: counters of disks have it in theirs.
  number=0
  while ! mkdir "$config/nullb/halfspeed$number" 2>/dev/null; do
    number=$((number + 1))
    [ "$number" -lt 100 ] || fail "null_blk makes no device: mkdir $config/nullb/halfspeed0 fails"
  done
  name=halfspeed$number
  timer=$config/nullb/$name
  echo "$timer" >"$HALFSPEED_WORK/device"
  # Only what is written takes memory, so memory is full before a device that is larger.
  for setting in size=$((memory_mb + 40 * scale)) memory_backed=1 irqmode=2 completion_nsec=$((device_latency * 1000)) power=1; do
    echo "${setting#*=}" >"$timer/${setting%%=*}" || fail "null_blk does not take $setting"
  done
  # Kernels from 5.19 on name it as the folder, those before by its number.
  node=/dev/$name
  [ -b "$node" ] || node=/dev/nullb$(cat "$timer/index")
}

# remove_device: undoes what make_device did, as far as it came.
remove_device() {
  while mountpoint -q "$HALFSPEED_WORK/pg"; do
    umount "$HALFSPEED_WORK/pg" || fail "the database's file system can't be unmounted"
  done
  [ -e "$HALFSPEED_WORK/device" ] || return 0
  timer=$(cat "$HALFSPEED_WORK/device")
  [ ! -d "$timer" ] || rmdir "$timer" || fail "$timer can't be removed"
  rm -f "$HALFSPEED_WORK/device"
}
