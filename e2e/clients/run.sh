#!/usr/bin/env bash
# Runs real tracing clients against all-in-one on its usual ports, asks its query API for what each of them traced, and
# holds its answers to captured messages against those of a real Jaeger:
#   npm run e2e:clients -- FOLDER
# FOLDER has the clients: install.sh, run_all.sh, verify.py and conformance/check.py; and ../services/rocketmq.sh beside it,
# which one of them needs. It is copied and installed in a temporary folder, which takes minutes, unless it is installed.
# The last line counts the steps: `N passed, N failed`.
set -uo pipefail
set -m # Each step is a process group of its own, so that it can be ended as a whole.

# Clients of the protocols that Clew takes.
PATTERN='^(seed|node-jaeger-client-(udp|http|remote)|node-otel-(otlp|shim|sdk|zipkin)|node-otel1-(jaeger|zipkin)|node-zipkin|node-skywalking|py-jaeger-client($|-128|-remote)|go-jaeger-(udp|http|remote)|go-zipkin)'
QUERY=http://127.0.0.1:16686
READY_SECONDS=20
STEP_SECONDS=600

root=$(cd "$(dirname "$0")/../.." && pwd)
clients=$(cd "${1:?"usage: npm run e2e:clients -- FOLDER"}" && pwd) || exit 2
node=$root/node_modules/.bin/node
[ -x "$node" ] || node=node # where no package brings one

passed=0 failed=0 step= server=
work=$(mktemp -d "${TMPDIR:-/tmp}/clew-clients-XXXXXX")
export SERVICES_HOME=${SERVICES_HOME:-$work/services} ROCKETMQ_SH=$clients/../services/rocketmq.sh

end() {
  [ -z "$step" ] || kill -TERM -- "-$step" 2>/dev/null
  [ -z "$server" ] || { kill -TERM "$server" && wait "$server"; } 2>/dev/null
  # The client that needs RocketMQ starts and stops it; this is for when it was cut off.
  [ ! -x "$ROCKETMQ_SH" ] || "$ROCKETMQ_SH" stop >/dev/null 2>&1
  if [ "$failed" = 0 ]; then rm -rf "$work"; else echo "logs and data stay in $work"; fi
}
trap end EXIT
trap 'failed=1; exit 143' INT TERM

count() { # count STATUS NAME
  if [ "$1" = 0 ]; then passed=$((passed + 1)); else
    failed=$((failed + 1))
    echo "FAILED: $2"
  fi
}

run() { # run NAME COMMAND...
  local name=$1 status
  shift
  printf '\n--- %s\n' "$name"
  timeout "$STEP_SECONDS" "$@" &
  step=$!
  wait "$step"
  status=$?
  step=
  count "$status" "$name"
  return "$status"
}

finish() {
  printf '%s passed, %s failed\n' "$passed" "$failed"
  exit $((failed > 0))
}

# The clients bring their own Node packages and choose their own Node; what npm says of this project is not for them.
PATH=$(tr ':' '\n' <<<"$PATH" | grep -v '/node_modules/' | paste -sd:)
unset "${!npm_lifecycle_@}" "${!npm_package_@}" npm_config_local_prefix npm_config_prefix npm_config_global_prefix
unset "${!CLEW_@}"

if [ ! -x "$clients/venv/bin/python" ]; then
  cp -r "$clients" "$work/clients" && chmod -R u+w "$work/clients"
  clients=$work/clients
  run 'install the clients' "$clients/install.sh" || finish
fi
[ ! -x "$ROCKETMQ_SH" ] || run 'install RocketMQ' "$ROCKETMQ_SH" install || finish

printf '\n--- start all-in-one\n'
"$node" "$root/packages/cli/bin/clew.js" all-in-one --data-dir "$work/data" --retention off --max-disk off \
  >"$work/clew.log" 2>&1 &
server=$!
for ((i = 0; i < READY_SECONDS * 10; i++)); do
  grep -q 'is ready' "$work/clew.log" && break
  kill -0 "$server" 2>/dev/null || break
  sleep 0.1
done
cat "$work/clew.log"
grep -q 'is ready' "$work/clew.log"
count $? 'start all-in-one'
[ "$failed" = 0 ] || finish

cd "$clients" || exit 2
run 'trace with every client' ./run_all.sh "$PATTERN"
run 'find what they traced' ./verify.py "$QUERY" --match "$PATTERN" --strict
run 'hold the answers against those of Jaeger' venv/bin/python conformance/check.py \
  --query "$QUERY" --known "$root/e2e/conformance-known.txt" "$PATTERN"

printf '\n--- stop all-in-one\n'
kill -TERM "$server"
wait "$server"
count $? 'stop all-in-one'
server=
grep -E '"level":(40|50|60)' "$work/clew.log" # Warnings and errors are worth a look.
finish
