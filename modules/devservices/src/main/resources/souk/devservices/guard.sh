# Stops the children of a process that vanished without stopping them itself (kill -9).
#
# The parent holds the other end of our standard input and writes "+<pid>" when it starts a child, "-<pid>" when that child has ended.
# End of input means that the parent is gone. Then every child left is asked to stop, the youngest first, and killed if it does not in 10 s.
trap '' HUP INT QUIT TERM
children=

running() {
  kill -0 "$1" 2>/dev/null || return 1
  case "$(cat "/proc/$1/stat" 2>/dev/null)" in *") Z "*) return 1 ;; esac   # a zombie that nobody has reaped
}

while read -r line; do
  pid=${line#?}
  case $line in
    +*) children="$pid $children" ;;
    -*) left=
        for child in $children; do [ "$child" = "$pid" ] || left="$left $child"; done
        children=$left ;;
  esac
done

for child in $children; do
  running "$child" || continue
  kill -TERM "$child" 2>/dev/null
  kill -CONT "$child" 2>/dev/null       # one that is stopped would not see the TERM
  tries=0
  while running "$child" && [ $tries -lt 100 ]; do sleep 0.1; tries=$((tries + 1)); done
  kill -KILL "$child" 2>/dev/null
done
