# machine.sh ROOT METHOD VERB [ARGUMENT...]: what needs root on a machine that boots images itself, and which differs
# from one boot method to the next. ROOT is empty, or in tests a folder that stands for the machine's root.
# Only what is named after an image of ours is ever written or removed; the persistent default is only read by others.
set -eu
export PATH="$PATH:/usr/local/sbin:/usr/sbin:/sbin" LC_ALL=C
root=$1 method=$2 verb=$3
shift 3

fail() {
  printf '%s\n' "$*" >&2
  exit 1
}

# As fail, but told apart: the number of ENOSPC.
no_room() {
  printf '%s\n' "$*" >&2 || :
  exit 28
}

# writing FOLDER PART: what follows writes PART in FOLDER, until it is written. Programs have many ways to fail on a full
# disk, and not all of them say why: where one fails, the folder is looked at.
where='' part=''
writing() {
  where=$1 part=$2
}

written() {
  where='' part=''
}

ended() {
  code=$?
  if [ "$code" -ne 0 ] && [ -n "$where" ]; then
    free=$(free_megabytes "$where")
    rm -rf "$part"
    # df rounds up.
    if [ "$free" -le 1 ]; then no_room "$where is full: free some space there"; fi
  fi
  exit "$code"
}
trap ended EXIT

# first NAME...: the first of these programs that the machine has. Fedora's GRUB says grub2 where Debian's says grub.
first() {
  for name; do
    if command -v "$name" >/dev/null 2>&1; then
      printf '%s' "$name"
      return
    fi
  done
  fail "none of these programs is on this machine: $*"
}

grub_folder() {
  for folder in "$root/boot/grub" "$root/boot/grub2"; do
    if [ -d "$folder" ]; then
      printf '%s' "$folder"
      return
    fi
  done
  fail "there is no /boot/grub and no /boot/grub2: does this machine start with GRUB?"
}

grub_environment() {
  "$(first grub-editenv grub2-editenv)" "$(grub_folder)/grubenv" "$@"
}

# Where entries of the Boot Loader Specification lie, and the kernels that they name.
esp() {
  if [ -n "$root" ]; then
    printf '%s' "$root/efi"
  else
    "$(first bootctl)" -x
  fi
}

efi_variable() {
  printf '%s' "$root/sys/firmware/efi/efivars/$1-4a67b082-0a4c-41cf-b6c7-440b29bb8c4f"
}

uses_bls() {
  [ -d "$root/boot/loader/entries" ]
}

# The folder of our kernels, one folder an image.
store() {
  case $method in
    kexec) printf '%s' "$root/var/lib/halfspeed" ;;
    grub) printf '%s' "$root/boot/halfspeed" ;;
    systemd-boot) printf '%s' "$(esp)/halfspeed" ;;
  esac
}

# As the boot loader names a file: from the start of its file system.
from_loader() {
  case $method in
    grub) if [ -n "$root" ]; then printf '%s' "${1#"$root"}"; else "$(first grub-mkrelpath grub2-mkrelpath)" "$1"; fi ;;
    systemd-boot) printf '%s' "${1#"$(esp)"}" ;;
  esac
}

free_megabytes() {
  df -Pm "$1" | awk 'NR == 2 { print $4 }'
}

remove() {
  rm -rf "$(store)/$1"
  case $method in
    kexec) ;;
    grub) rm -f "$root/boot/loader/entries/halfspeed-$1.conf" ;;
    systemd-boot) rm -f "$(esp)/loader/entries/halfspeed-$1.conf" ;;
  esac
}

# is_image NAME: whether that is one in the folder of our kernels, not what somebody else keeps there.
is_image() {
  [ -e "$(store)/$1/vmlinuz" ] || [ -e "$(store)/$1/release" ] || return 1
  [ -z "$(ls -A "$(store)/$1" | grep -vxE 'vmlinuz|release|initrd\.(img|part)')" ]
}

# keep_few ID: removes images of ours but for this one and those used last. The folder may lie beside what builds need,
# which can't make room there, and what is wanted again is put there again.
keep_few() {
  stay=6
  for old in $(ls -t "$(store)"); do
    if [ "$old" = "$1" ] || ! is_image "$old"; then
      continue
    elif [ "$stay" -gt 0 ]; then
      stay=$((stay - 1))
    else
      remove "$old"
    fi
  done
}

# keep_modules RELEASE: removes modules of ours that belong to no image that is left, nor to this release or the
# running kernel.
keep_modules() {
  releases=$(
    printf '%s\n' "$1"
    cat "$root/proc/sys/kernel/osrelease" 2>/dev/null || uname -r
    cat "$(store)"/*/release 2>/dev/null || :
  )
  for theirs in "$root"/lib/modules/*-halfspeed*; do
    case $theirs in
      # What an earlier one of us was about to make or remove.
      *.part) rm -rf "$theirs" ;;
      *)
        if [ -e "$theirs/.halfspeed" ] && ! printf '%s\n' "$releases" | grep -Fqx "${theirs##*/}"; then
          remove_modules "$theirs"
        fi
        ;;
    esac
  done
}

# remove_modules FOLDER: at once out of the way, since half of it would not look like ours.
remove_modules() {
  rm -rf "$1.part"
  [ ! -e "$1" ] || mv "$1" "$1.part"
  rm -rf "$1.part"
}

# make_room MEGABYTES KEEP: removes images of ours, the one longest not used first.
make_room() {
  [ "$(free_megabytes "$(store)")" -ge "$1" ] && return
  for old in $(ls -tr "$(store)"); do
    [ "$old" = "$2" ] || ! is_image "$old" || remove "$old"
    [ "$(free_megabytes "$(store)")" -ge "$1" ] && return
  done
  no_room "less than $1 MB are free in $(store), and no image of ours is left there that could be removed: free some space"
}

# install ID KERNEL MODULES RELEASE INITRAMFS: puts an image where the boot method finds it. MODULES is a tar file, or
# empty; INITRAMFS is a shell command that makes the file $1 for the release $2, or empty.
install_image() {
  id=$1 kernel=$2 modules=$3 release=$4 initramfs=$5
  mkdir -p "$(store)"
  keep_few "$id"
  keep_modules "$release"
  needed=$(($(wc -c <"$kernel") / 1048576 + 16))
  [ -z "$initramfs" ] || needed=$((needed + 128))
  make_room "$needed" "$id"
  folder=$(store)/$id
  mkdir -p "$folder"
  touch "$folder"
  writing "$(store)" "$folder/vmlinuz"
  printf '%s\n' "$release" >"$folder/release"
  cmp -s "$kernel" "$folder/vmlinuz" || cp "$kernel" "$folder/vmlinuz"
  written
  if [ -n "$modules" ]; then
    install_modules "$modules" "$release"
  fi
  if [ -n "$initramfs" ] && [ ! -e "$folder/initrd.img" ]; then
    writing "$(store)" "$folder/initrd.part"
    # The part behind the boot needs the whole file or none.
    sh -euc "$initramfs" halfspeed "$folder/initrd.part" "$release" >&2 ||
      fail "the initramfs could not be made: $initramfs"
    [ -s "$folder/initrd.part" ] || fail "the command made no initramfs: $initramfs"
    mv "$folder/initrd.part" "$folder/initrd.img"
    written
  fi
  # FAT and ext4 alike: a machine that is reset must find whole files.
  sync
}

# The modules of a release are one folder: that of an earlier image of ours makes way, anybody else's never does.
install_modules() {
  target=$root/lib/modules/$2
  if [ -e "$target" ] && [ ! -e "$target/.halfspeed" ]; then
    fail "$target belongs to a kernel that is not Halfspeed's: set CONFIG_LOCALVERSION in the configuration"
  fi
  size=$(($(wc -c <"$1") / 1048576 + 64))
  mkdir -p "$root/lib/modules"
  remove_modules "$target"
  [ "$(free_megabytes "$root/lib/modules")" -ge "$size" ] ||
    no_room "less than $size MB are free in $root/lib/modules: free some space"
  writing "$root/lib/modules" "$target.part"
  mkdir "$target.part"
  tar -xf "$1" -C "$target.part"
  : >"$target.part/.halfspeed"
  mv "$target.part" "$target"
  written
}

# arm ID COMMAND-LINE: the next boot is this image's, and only the next.
arm() {
  id=$1 line=$2
  folder=$(store)/$id
  note_archive
  case $method in
    kexec)
      set -- -l "$folder/vmlinuz" --command-line="$line"
      [ ! -e "$folder/initrd.img" ] || set -- "$@" --initrd="$folder/initrd.img"
      "$(first kexec)" "$@"
      ;;
    grub)
      if uses_bls; then
        entry "$root/boot/loader/entries" "$id" "$line" "$(from_loader "$folder")"
      else
        custom_entry "$id" "$line" "$(from_loader "$folder")"
      fi
      grub_environment set next_entry="halfspeed-$id"
      [ "$(pending)" = "halfspeed-$id" ] || fail "GRUB's environment block did not take the next entry"
      ;;
    systemd-boot)
      entry "$(esp)/loader/entries" "$id" "$line" "$(from_loader "$folder")"
      "$(first bootctl)" set-oneshot "halfspeed-$id.conf"
      ;;
  esac
  sync
}

# entry FOLDER ID COMMAND-LINE PLACE: an entry of the Boot Loader Specification.
entry() {
  mkdir -p "$1"
  writing "$1" "$1/halfspeed-$2.part"
  {
    printf 'title Halfspeed %s\nversion 0\nsort-key zz-halfspeed\nlinux %s/vmlinuz\n' "$2" "$4"
    [ ! -e "$(store)/$2/initrd.img" ] || printf 'initrd %s/initrd.img\n' "$4"
    printf 'options %s\n' "$3"
  } >"$1/halfspeed-$2.part"
  mv "$1/halfspeed-$2.part" "$1/halfspeed-$2.conf"
  written
}

# custom_entry ID COMMAND-LINE PLACE: custom.cfg, which grub.cfg reads, holds the one entry that is booted next.
custom_entry() {
  file=$(grub_folder)/custom.cfg
  if [ -e "$file" ] && ! head -n 1 "$file" | grep -q '^# Written by Halfspeed'; then
    fail "$file is somebody else's: move its entries to another file, such as /etc/grub.d/40_custom"
  fi
  writing "$(grub_folder)" "$file.part"
  {
    printf '# Written by Halfspeed before each boot.\n'
    printf "menuentry 'Halfspeed %s' --id 'halfspeed-%s' {\n" "$1" "$1"
    printf "  search --no-floppy --file --set=root '%s/vmlinuz'\n" "$3"
    printf "  linux '%s/vmlinuz'" "$3"
    # Quoted: GRUB would take a $ in a word such as memmap=1M$0x3000000 for a variable.
    (set -f && printf " '%s'" $2)
    printf '\n'
    [ ! -e "$(store)/$1/initrd.img" ] || printf "  initrd '%s/initrd.img'\n" "$3"
    printf '}\n'
  } >"$file.part"
  mv "$file.part" "$file"
  written
}

# The entry that the next boot would take; nothing where no one-shot entry is set.
pending() {
  case $method in
    kexec) ;;
    grub) grub_environment list | sed -n 's/^next_entry=//p' ;;
    systemd-boot)
      # Four bytes of attributes, then UTF-16.
      if [ -e "$(efi_variable LoaderEntryOneShot)" ]; then
        tail -c +5 "$(efi_variable LoaderEntryOneShot)" | tr -d '\000'
      fi
      ;;
  esac
}

clear_pending() {
  case $method in
    kexec) ;;
    grub) grub_environment unset next_entry ;;
    systemd-boot) "$(first bootctl)" set-oneshot "" ;;
  esac
}

# Leaves the running system. Where systemd runs it ends the services first.
leave() {
  sync
  if [ -d /run/systemd/system ]; then
    if [ "$method" = kexec ]; then systemctl kexec; else systemctl reboot; fi
  elif [ "$method" = kexec ]; then
    "$(first kexec)" -e
  else
    reboot -ff || echo b >/proc/sysrq-trigger
  fi
}

# Prints what kernels that died have left, and removes it.
take_pstore() {
  folder=$root/sys/fs/pstore
  if [ -d "$folder" ] && [ -z "$root" ] && ! grep -q " $folder pstore " /proc/mounts; then
    mount -t pstore pstore "$folder" || :
  fi
  for file in "$folder"/*; do
    [ -f "$file" ] || continue
    cat "$file"
    rm -f "$file"
  done
  take_archive
}

# systemd-pstore.service, where it is enabled, has moved such dumps there before anybody can log in, some of them into
# folders of their own.
archive=$root/var/lib/systemd/pstore
# What lay there when a boot was armed: other dumps are somebody else's. Times would not do, since a kernel that dies
# early may not know the time.
armed=$root/var/lib/halfspeed/armed

# One dump a line, with what tells it from a later one of its name.
archived() {
  [ ! -d "$archive" ] || find "$archive" -type f -name 'dmesg*' -printf '%p\t%T@\t%i\n' | sort
}

note_archive() {
  mkdir -p "${armed%/*}"
  archived >"$armed.part"
  mv "$armed.part" "$armed"
}

# Prints what has come since a boot was armed, and removes it.
take_archive() {
  [ -e "$armed" ] || return 0
  archived | grep -Fxv -f "$armed" | cut -f 1 | while IFS= read -r file; do
    case $file in
      # Neither the kernel nor systemd could read it.
      *.z) ;;
      *) cat "$file" ;;
    esac
    rm -f "$file"
    parent=${file%/*}
    while [ "$parent" != "$archive" ] && rmdir "$parent" 2>/dev/null; do
      parent=${parent%/*}
    done
  done
  rm -f "$armed"
}

# The lockup detectors take a performance counter and the time to read it: off while something is measured.
still() {
  for file in watchdog nmi_watchdog soft_watchdog; do
    [ ! -e "$root/proc/sys/kernel/$file" ] || echo 0 >"$root/proc/sys/kernel/$file" 2>/dev/null || :
  done
}

# set_sys PATH VALUE...: writes values below /sys; prints the first that the kernel refuses.
set_sys() {
  while [ $# -ge 2 ]; do
    case /$1/ in
      */../*) fail "$1 is not below /sys" ;;
    esac
    if [ ! -e "$root/sys/$1" ]; then
      echo "this kernel has no /sys/$1"
      return
    elif ! printf %s "$2" >"$root/sys/$1"; then
      echo "/sys/$1 can't be set to $2 on this kernel"
      return
    fi
    shift 2
  done
}

# Where only root may look, copied for the worker, which may be another user.
note_preemption() {
  mkdir -p "$root/run/halfspeed"
  cat "$root/sys/kernel/debug/sched/preempt" >"$root/run/halfspeed/preempt" 2>/dev/null || :
}

# workplace FOLDER RECIPE DATA USER: like in a guest, memory to work in, and a way to recipe and data that every user
# can go.
workplace() {
  place=$1
  leave_workplace "$place"
  mkdir -p "$place/work" "$place/recipe" "$place/data" "$place/out"
  if [ -n "$root" ]; then
    rmdir "$place/recipe" "$place/data"
    ln -s "$2" "$place/recipe"
    [ -z "$3" ] || ln -s "$3" "$place/data"
    return
  fi
  mount -t tmpfs -o mode=755,size=80% halfspeed "$place/work"
  mount -t tmpfs -o mode=755 halfspeed "$place/out"
  chown "$4" "$place/work" "$place/out"
  mount --bind "$2" "$place/recipe"
  [ -z "$3" ] || mount --bind "$3" "$place/data"
}

leave_workplace() {
  [ -d "$1" ] || return 0
  if [ -z "$root" ]; then
    for mounted in data recipe out work; do
      while grep -q " $1/$mounted " /proc/mounts; do
        umount -l "$1/$mounted" || break
      done
    done
  else
    rm -rf "$1/work" "$1/out" "$1/recipe" "$1/data"
  fi
}

case $verb in
  install) install_image "$@" ;;
  arm) arm "$@" ;;
  pending) pending ;;
  clear) clear_pending ;;
  leave) leave ;;
  pstore) take_pstore ;;
  still)
    still
    note_preemption
    ;;
  sys) set_sys "$@" ;;
  workplace) workplace "$@" ;;
  leave-workplace) leave_workplace "$@" ;;
  *) fail "machine.sh does not know $verb" ;;
esac
