# Shared by prepare, setup, run and teardown: sourced, never run. Checks the environment that Halfspeed passes,
# resolves parameters that are `auto`, and finds PostgreSQL's programs.
# Defines: bin, clients, threads, scale, shared_buffers, huge_pages, buffers, device, device_latency, durable, settings, workload, pace,
# wait_events, seconds, and the functions below.

LC_ALL=C
export LC_ALL
unset PGHOST PGPORT PGUSER PGDATABASE PGPASSWORD PGSERVICE PGOPTIONS PGDATA PGSSLMODE

fail() {
  printf 'pgbench-simple-update: %s\n' "$*" >&2
  exit 1
}

# require_directory NAME: the variable NAME holds an existing directory.
require_directory() {
  eval "path=\${$1:-}"
  [ -n "$path" ] || fail "$1 is not set: this script is started by Halfspeed, see README.md"
  [ -d "$path" ] || fail "$1: no directory $path"
}

# whole_number NAME VALUE MINIMUM MAXIMUM: prints VALUE when it is a whole number in the interval.
whole_number() {
  case $2 in
    '' | *[!0-9]* | ??????????????????*) fail "$1 must be a whole number, not '$2'" ;;
  esac
  # Leading zeros would mean octal to the shell.
  number=$(printf '%s' "$2" | sed 's/^0*\(.\)/\1/')
  [ "$number" -ge "$3" ] || fail "$1 must be at least $3, not $2"
  [ "$number" -le "$4" ] || fail "$1 must be at most $4, not $2"
  printf '%s' "$number"
}

# as_owner COMMAND...: runs COMMAND as the user that owns the database. PostgreSQL refuses to run as root.
# setpriv rather than su: no PAM, which would cost an emulated guest a noticeable part of its boot.
as_owner() {
  if [ "$(id -u)" -ne 0 ]; then
    "$@"
  elif command -v setpriv >/dev/null 2>&1; then
    HOME=/ setpriv --reuid=postgres --regid=postgres --init-groups -- "$@"
  else
    su -s /bin/sh postgres -c 'exec "$0" "$@"' -- "$@"
  fi
}

# The PostgreSQL that was named, else the newest of the distribution, else the one on PATH.
find_binaries() {
  bin=
  newest=0
  if [ "${HALFSPEED_PARAM_POSTGRESQL:-auto}" != auto ]; then
    bin=${HALFSPEED_PARAM_POSTGRESQL%/}/bin
    # A guest has memory of its own there.
    case $bin in
      /tmp/* | /run/* | /dev/*) fail "PostgreSQL can't lie in $HALFSPEED_PARAM_POSTGRESQL, which a guest does not see" ;;
    esac
    require_programs
    return
  fi
  for candidate in /usr/lib/postgresql/*/bin; do
    [ -x "$candidate/postgres" ] && [ -x "$candidate/pgbench" ] || continue
    version=${candidate#/usr/lib/postgresql/}
    version=${version%%[!0-9]*}
    if [ "${version:-0}" -ge "$newest" ]; then
      newest=$version
      bin=$candidate
    fi
  done
  if [ -z "$bin" ] && command -v pg_config >/dev/null 2>&1; then
    bin=$(pg_config --bindir)
  fi
  [ -n "$bin" ] || fail "PostgreSQL was not found: install the package postgresql, or put pg_config on PATH"
  require_programs
}

require_programs() {
  for program in postgres pg_ctl initdb pgbench psql; do
    [ -x "$bin/$program" ] || fail "$bin/$program is missing: install PostgreSQL's server and client programs"
  done
}

# Reads the parameters; `auto` is sized to the place of the run (HALFSPEED_CPUS, HALFSPEED_MEMORY_BYTES).
read_parameters() {
  cpus=$(whole_number HALFSPEED_CPUS "${HALFSPEED_CPUS:-$(getconf _NPROCESSORS_ONLN)}" 1 65536) || exit 1
  memory=$(whole_number HALFSPEED_MEMORY_BYTES \
    "${HALFSPEED_MEMORY_BYTES:-$(($(getconf _PHYS_PAGES) * $(getconf PAGESIZE)))}" 1 99999999999999999) || exit 1
  memory_mb=$((memory / 1048576))

  clients=${HALFSPEED_PARAM_CLIENTS:-auto}
  [ "$clients" != auto ] || clients=$((2 * cpus))
  clients=$(whole_number clients "$clients" 1 100000) || exit 1

  threads=${HALFSPEED_PARAM_THREADS:-auto}
  if [ "$threads" = auto ]; then
    threads=$((cpus < clients ? cpus : clients))
  fi
  threads=$(whole_number threads "$threads" 1 100000) || exit 1
  [ "$threads" -le "$clients" ] || fail "threads ($threads) must not be more than clients ($clients)"

  scale=${HALFSPEED_PARAM_SCALE:-auto}
  if [ "$scale" = auto ]; then
    # Simple update locks no row of the small tables, so the scale may stay under the number of clients.
    scale=$((memory_mb / 2048))
    [ "$scale" -le "$clients" ] || scale=$clients
    [ "$scale" -ge 1 ] || scale=1
  fi
  scale=$(whole_number scale "$scale" 1 1000000) || exit 1

  shared_buffers=${HALFSPEED_PARAM_SHARED_BUFFERS:-auto}
  if [ "$shared_buffers" = auto ]; then
    # All tables and indexes (16 MB a unit of scale) with room to grow, but at most a quarter of the memory.
    buffers_mb=$((40 + 24 * scale))
    [ "$buffers_mb" -le $((memory_mb / 4)) ] || buffers_mb=$((memory_mb / 4))
    [ "$buffers_mb" -ge 1 ] || fail "the place of the run has too little memory: $memory bytes"
    shared_buffers=${buffers_mb}MB
  fi
  digits=${shared_buffers%[kMGT]B}
  [ "$digits" != "$shared_buffers" ] || fail "shared_buffers must be a size like 512MB or 120GB, not '$shared_buffers'"
  whole_number shared_buffers "$digits" 1 1000000000 >/dev/null || exit 1

  huge_pages=${HALFSPEED_PARAM_HUGE_PAGES:-off}
  case $huge_pages in
    off | try | on) ;;
    *) fail "huge_pages must be off, try or on, not '$huge_pages'" ;;
  esac

  buffers=${HALFSPEED_PARAM_BUFFERS:-warm}
  case $buffers in
    warm | cold) ;;
    *) fail "buffers must be warm or cold, not '$buffers'" ;;
  esac

  device=${HALFSPEED_PARAM_DEVICE:-none}
  device_latency=$(whole_number device_latency "${HALFSPEED_PARAM_DEVICE_LATENCY:-100}" 1 100000) || exit 1
  durable=${HALFSPEED_PARAM_DURABLE:-off}
  case $durable in
    off | on) ;;
    *) fail "durable must be off or on, not '$durable'" ;;
  esac

  settings=${HALFSPEED_PARAM_SETTINGS:-none}
  [ "$settings" != none ] || settings=

  wait_events=$(whole_number wait_events "${HALFSPEED_PARAM_WAIT_EVENTS:-0}" 0 3600) || exit 1
  # Options of pgbench, of which none has a space or a pattern of names in it.
  case ${HALFSPEED_PARAM_WORKLOAD:-simple-update} in
    simple-update) workload=-N ;;
    tpcb-like) workload= ;;
    select-only) workload=-S ;;
    script)
      script=${HALFSPEED_PARAM_SCRIPT:-none}
      case $script in
        none) fail "workload=script needs --param script=/path/to/file.sql" ;;
        *[!A-Za-z0-9._/+-]*) fail "script must be a plain path, not '$script'" ;;
      esac
      workload="-f $script"
      ;;
    *) fail "workload must be simple-update, tpcb-like, select-only or script, not '$HALFSPEED_PARAM_WORKLOAD'" ;;
  esac
  case ${HALFSPEED_PARAM_CONNECT:-once} in
    once) ;;
    each) workload="$workload -C" ;;
    *) fail "connect must be once or each, not '$HALFSPEED_PARAM_CONNECT'" ;;
  esac
  pace=
  [ "${HALFSPEED_PARAM_RATE:-0}" = 0 ] || pace="-R $HALFSPEED_PARAM_RATE"

  seconds=$(whole_number seconds "${HALFSPEED_PARAM_SECONDS:-5}" 1 1000000) || exit 1
}

# After setup: the directory of the server's socket. It is under /tmp because a socket's path is at most 107 bytes.
find_socket() {
  [ -r "$HALFSPEED_WORK/socket" ] || fail "PostgreSQL is not set up: no file $HALFSPEED_WORK/socket"
  read -r socket <"$HALFSPEED_WORK/socket"
}

# The settings as lines of postgresql.conf, each value quoted.
settings_lines() {
  [ -z "$settings" ] || printf '%s\n' "$settings" | tr ';' '\n' | sed "s/'/''/g; s/^\([^=]*\)=\(.*\)\$/\1 = '\2'/"
}
