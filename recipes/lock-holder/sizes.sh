# Sets processes and acquisitions from the parameters and the machine.
page=$(getconf PAGESIZE)
processes=$HALFSPEED_PARAM_PROCESSES
[ "$processes" != auto ] || processes=$((HALFSPEED_CPUS * 8))
acquisitions=$HALFSPEED_PARAM_ACQUISITIONS
if [ "$acquisitions" = auto ]; then
  bytes=$((HALFSPEED_MEMORY_BYTES / 32))
  [ "$bytes" -le 4294967296 ] || bytes=4294967296
  acquisitions=$((bytes / page / HALFSPEED_PARAM_PAGES))
  [ "$acquisitions" -ge 1000 ] || acquisitions=1000
fi
