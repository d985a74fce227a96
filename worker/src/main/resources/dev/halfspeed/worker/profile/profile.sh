# profile.sh begin FOLDER PATIENCE PERF HERTZ MEGABYTES SECONDS | profile.sh end FOLDER PATIENCE: perf beside a run, on all
# processors. PATIENCE is for how many seconds it is waited for perf to begin, and to end.
# In FOLDER it leaves: state (begun, failed or late, a line each time), log (perf's words), code (its exit code), data
# (its samples), kallsyms (the kernel's functions, where it tells them). It ends well whatever becomes of perf, and
# within two minutes: a run is not to fail for its profile.
export PATH="$PATH:/usr/sbin:/sbin" LC_ALL=C HOME=/
verb=$1 folder=$2 patience=$3

# Says so in the pipe where nothing else is said before.
late() {
  {
    sleep "$patience"
    echo late >&3
  } >/dev/null 2>&1 </dev/null &
  watch=$!
}

hear() {
  read -r word <&3
  kill "$watch" 2>/dev/null
  echo "$word" >>"$folder/state"
  if [ "$word" = late ]; then
    for it in perf sleeper; do
      read -r pid <"$folder/$it" && kill -9 "$pid"
    done
  fi
}

begin() {
  perf=$1 hertz=$2 megabytes=$3 seconds=$4
  mkdir -p "$folder"
  rm -f "$folder"/*
  : >"$folder/state"
  mkfifo "$folder/pipe" || return
  exec 3<>"$folder/pipe"
  {
    # No build-ids, and no copies of programs in anybody's cache: the files are here.
    sh -c 'echo $$ >"$0/perf" && exec "$@" 3>&-' "$folder" "$perf" record -a -g -e cpu-clock -F "$hertz" -B -N \
      --max-size="${megabytes}M" -o "$folder/data" -- \
      sh -c 'echo $$ >"$0/sleeper"; echo begun >"$0/pipe"; exec sleep "$1"' "$folder" "$seconds"
    echo $? >"$folder/code"
    echo failed >&3
  } >"$folder/log" 2>&1 </dev/null &
  late
  hear
}

end() {
  if [ "$(cat "$folder/state")" = begun ]; then
    exec 3<>"$folder/pipe"
    # Where perf has ended by itself, what it said in the pipe is gone, and the number may be another program's by now.
    if [ -e "$folder/code" ]; then
      word=failed
      echo failed >>"$folder/state"
    else
      late
      read -r pid <"$folder/sleeper" && kill "$pid"
      hear
    fi
    [ "$word" != failed ] || echo ended >>"$folder/state"
  fi
  # Addresses may be hidden from everybody; only for this moment they are not.
  hidden=$(cat /proc/sys/kernel/kptr_restrict)
  [ "${hidden:-0}" = 0 ] || echo 0 >/proc/sys/kernel/kptr_restrict
  cat /proc/kallsyms >"$folder/kallsyms"
  [ "${hidden:-0}" = 0 ] || echo "$hidden" >/proc/sys/kernel/kptr_restrict
  chmod -R a+rX "$folder"
}

shift 3
"$verb" "$@" 2>/dev/null
exit 0
