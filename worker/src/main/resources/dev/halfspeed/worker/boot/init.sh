# Shell built-ins wherever possible: under emulation every program that is started costs time.
export PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/ LC_ALL=C TZ=UTC
mount -t proc proc /proc
mount -t sysfs sysfs /sys
# Where the kernel has no CONFIG_DEVTMPFS_MOUNT, /dev is still the one of the host.
[ -c /dev/null ] || mount -t devtmpfs devtmpfs /dev
[ -d /dev/pts ] && [ -d /dev/shm ] || mkdir -p /dev/pts /dev/shm
mount -t devpts devpts /dev/pts
mount -t tmpfs -o mode=1777 tmpfs /dev/shm
mount -t tmpfs -o mode=755 tmpfs /run
here=/run/halfspeed share=/run/halfspeed/share
mkdir -p $share $here/work $here/recipe $here/data
mount -t 9p -o trans=virtio,version=9p2000.L,msize=262144 halfspeed $share

# phase NAME: the host sees when it begins.
phase() {
  : >"$share/phase.$1"
}

# Writes the values below /sys that the command line names as halfspeed.sys=PATH=VALUE, before anybody looks.
set_sys() {
  set -f
  for word in $line; do
    case $word in
      halfspeed.sys=*) ;;
      *) continue ;;
    esac
    word=${word#halfspeed.sys=}
    file=/sys/${word%%=*}
    : >"$share/status.sys"
    if [ ! -e "$file" ]; then
      sys=1
      echo "error: this kernel has no $file"
    elif ! printf %s "${word#*=}" >"$file"; then
      sys=1
      echo "error: $file can't be set to ${word#*=} on this kernel"
    fi
  done
  set +f
}
sys=0
IFS= read -r line </proc/cmdline
set_sys >"$share/sys.log" 2>/dev/null
[ ! -e "$share/status.sys" ] || echo $sys >"$share/status.sys"

# note NAME FILE: the first line of a file that the kernel may or may not have.
note() {
  [ -r "$2" ] && IFS= read -r line <"$2" && printf '%s=%s\n' "$1" "$line"
}

state() {
  note boot_id /proc/sys/kernel/random/boot_id
  note release /proc/sys/kernel/osrelease
  note version /proc/sys/kernel/version
  case $line in
    *PREEMPT_DYNAMIC* | *PREEMPT_RT*)
      # For a moment only: the recipe finds what it finds on any machine.
      if mount -t debugfs debugfs /sys/kernel/debug; then
        note preempt_mode /sys/kernel/debug/sched/preempt
        umount /sys/kernel/debug
      fi
      ;;
  esac
  note cmdline /proc/cmdline
  note clocksource /sys/devices/system/clocksource/clocksource0/current_clocksource
  note transparent_hugepage /sys/kernel/mm/transparent_hugepage/enabled
  note hugepages /proc/sys/vm/nr_hugepages
  note numa_balancing /proc/sys/kernel/numa_balancing
  note tainted /proc/sys/kernel/tainted
  note cpus_online /sys/devices/system/cpu/online
  note nodes_online /sys/devices/system/node/online
  note governor /sys/devices/system/cpu/cpu0/cpufreq/scaling_governor
  # A guest's kernel has no file for it. The first processor's lines end with an empty one.
  while IFS= read -r line && [ -n "$line" ]; do
    case $line in microcode*) printf 'microcode=%s\n' "${line##*: }" ;; esac
  done </proc/cpuinfo
  for file in /sys/devices/system/cpu/vulnerabilities/*; do
    note "vulnerability_${file##*/}" "$file"
  done
}
state >"$share/state" 2>/dev/null
cat /sys/kernel/notes >"$share/notes"
phase alive
echo 'halfspeed: init runs'
cat /proc/config.gz >"$share/config.gz" 2>/dev/null

# step NAME COMMAND...: runs it, with its words and its exit code kept for the host.
step() {
  name=$1
  shift
  phase "$name"
  "$@" >"$share/$name.log" 2>&1 </dev/null
  status=$?
  echo $status >"$share/status.$name"
  return $status
}

# count_up NAME: what the kernel has counted so far, each line with its file's name. One program, and never within a run.
count_up() {
  grep -Has '' $counters >"$share/counters.$1" 2>/dev/null
}

# With perf beside the run where it is for a profile; until the run has ended its samples lie in memory.
profile_begins() {
  [ -z "$profile" ] || sh "$profile" begin $here/profile $patience "$perf" $perf_limits
}

profile_ends() {
  [ -n "$profile" ] || return 0
  sh "$profile" end $here/profile $patience
  mkdir "$share/profile-$1"
  for part in state log data kallsyms; do
    cat $here/profile/$part >"$share/profile-$1/$part"
  done 2>/dev/null
}

recipe_runs() {
  number=1
  while [ $number -le "$runs" ]; do
    export HALFSPEED_OUT=$share/run-$number HALFSPEED_SEED=$((seed + number))
    mkdir $HALFSPEED_OUT && chmod 1777 $HALFSPEED_OUT
    profile_begins
    count_up "before-$number"
    step "run-$number" $here/recipe/"$run" || [ -n "$go_on" ] || return
    count_up "after-$number"
    profile_ends $number
    number=$((number + 1))
  done
}

if [ -n "$recipe" ]; then
  mount -t tmpfs -o mode=755,size=80% tmpfs $here/work
  # By way of /run, which every user can enter, and before other mounts hide where they lie.
  mount --bind "$recipe" $here/recipe
  [ -z "$data" ] || mount --bind "$data" $here/data
  if [ -n "$profile" ]; then
    cat "$profile" >$here/profile.sh
    profile=$here/profile.sh
  fi
  mount -t tmpfs -o mode=1777 tmpfs /tmp
  ip link set lo up
  export HALFSPEED_DATA=$here/data HALFSPEED_WORK=$here/work
  cd $here/work
  if [ $sys -ne 0 ]; then
    : # It would measure something else.
  elif [ -z "$setup" ] || step setup $here/recipe/"$setup"; then
    recipe_runs
  fi
  [ -z "$teardown" ] || step teardown $here/recipe/"$teardown"
fi
phase off
# Reboot at once, which ends QEMU; a kernel without SysRq panics when its init ends, with the same effect.
echo b >/proc/sysrq-trigger
