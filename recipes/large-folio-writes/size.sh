# Sets size, in MiB, from the parameter and the machine.
size=$HALFSPEED_PARAM_SIZE
if [ "$size" = auto ]; then
  size=$((HALFSPEED_MEMORY_BYTES / 16777216))
  [ "$size" -le 4096 ] || size=4096
  [ "$size" -ge 4 ] || size=4
fi
