#!/bin/sh
# Sends a prediction, its truth and a change with nothing but curl.
# Usage: ACESO_URL=http://127.0.0.1:4600 [ACESO_TOKEN=…] sh examples/send.sh
set -eu
url="${ACESO_URL:-http://127.0.0.1:4600}"
id="example-$(date +%s)-$$"

send() {
  curl --fail-with-body --silent --show-error \
    --header 'content-type: application/json' \
    --header "authorization: Bearer ${ACESO_TOKEN:-}" \
    --data "$2" "$url$1"
  echo
}

# One inference: features in, output and scores out. Times are optional: now is meant.
send /api/v1/predictions '{
  "id": "'"$id"'", "model": "churn", "version": "3",
  "features": {"tenure_months": 7, "plan": "basic", "support_calls": null},
  "output": "stays", "scores": {"stays": 0.81, "leaves": 0.19}
}'

# Some time later: what was true.
send /api/v1/labels '{"id": "'"$id"'", "model": "churn", "label": "stays"}'

# What people did, so that a diagnosis can blame it or clear it.
send /api/v1/changes '{
  "id": "deploy-'"$id"'", "kind": "deploy", "model": "churn", "version": "3",
  "from": "2", "to": "3", "time": '"$(date +%s)"'000, "title": "Deploy churn 3"
}'
