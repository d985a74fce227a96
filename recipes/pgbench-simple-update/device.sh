# Shared by setup and teardown: sourced, never run, after common.sh. The block device of the database.
# Defines the functions make_device and remove_device.

# require_empty DEVICE: it holds nothing, or what an earlier boot left. A disk with somebody's data is never written to.
require_empty() {
  found=0
  content=$(blkid -p -o export "$1") || found=$?
  [ "$found" -ne 2 ] || return 0
  [ "$found" -eq 0 ] || fail "what is on $1 can't be told (blkid -p ended with $found), so nothing was written to it"
  printf '%s\n' "$content" | grep -qx 'LABEL=halfspeed' ||
    fail "$1 holds something, so nothing was written to it: if it may go, run wipefs -a $1"
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
  mkfs.ext4 -q -F -L halfspeed -E lazy_itable_init=0,lazy_journal_init=0 "$device" || fail "mkfs.ext4 $device failed"
  mount -t ext4 "$device" "$HALFSPEED_WORK/pg" || fail "this kernel can't mount ext4: see the recipe's kernel.config"
}

# A device of the kernel's own: what it holds is in memory, and a timer answers each request after the same time.
make_timer() {
  config=$HALFSPEED_WORK/configfs
  mkdir "$config"
  mount -t configfs none "$config" || fail "this kernel has no configfs: see the recipe's kernel.config"
  [ -d "$config/nullb" ] || fail "this kernel has no null_blk: see the recipe's kernel.config"
  mkdir "$config/nullb/halfspeed"
  # Twice the tables, and a gigabyte for the log: only what is written takes memory.
  for setting in size=$((40 * scale + 1024)) memory_backed=1 irqmode=2 completion_nsec=$((device_latency * 1000)) power=1; do
    echo "${setting#*=}" >"$config/nullb/halfspeed/${setting%%=*}" || fail "null_blk does not take $setting"
  done
  node=/dev/nullb$(cat "$config/nullb/halfspeed/index")
  [ -b "$node" ] || node=/dev/halfspeed
}

# remove_device: undoes what make_device did, and does nothing where it did nothing.
remove_device() {
  config=$HALFSPEED_WORK/configfs
  while mountpoint -q "$HALFSPEED_WORK/pg"; do
    umount "$HALFSPEED_WORK/pg" || fail "the database's file system can't be unmounted"
  done
  [ -d "$config" ] || return 0
  [ ! -d "$config/nullb/halfspeed" ] || rmdir "$config/nullb/halfspeed"
  umount "$config"
  rmdir "$config"
}
