"""A small real model that reports itself with nothing but Python's standard library.

It foretells how many milliseconds hashing a block will take, learns from each answer, and sends
predictions and labels as NDJSON. Both carry their id and time, so that sending a batch again, after
no answer or a 429 or 503, changes nothing.

Usage:  python3 examples/hash_times.py [predictions]
Aceso:  ACESO_URL (default http://127.0.0.1:4600), ACESO_TOKEN where one is set
"""

import hashlib
import json
import os
import sys
import time
import urllib.error
import urllib.request

URL = os.environ.get("ACESO_URL", "http://127.0.0.1:4600")
TOKEN = os.environ.get("ACESO_TOKEN", "")
TRIES_MAX = 6


def send(path: str, rows: list[dict]) -> None:
    body = "\n".join(json.dumps(row) for row in rows).encode()
    headers = {"content-type": "application/x-ndjson", "authorization": f"Bearer {TOKEN}"}
    for attempt in range(TRIES_MAX):
        try:
            request = urllib.request.Request(URL + path, body, headers)
            with urllib.request.urlopen(request, timeout=30) as response:
                answer = json.load(response)
            for refused in answer["rejected"]:
                print(f"row {refused.get('index')}: {refused['message']}; {refused['fix']}")
            return
        except urllib.error.HTTPError as error:
            if error.code not in (429, 503):
                raise SystemExit(f"{path} answered {error.code}: {error.read().decode()}") from error
            pause = float(error.headers.get("retry-after") or 2**attempt)
        except OSError:
            pause = 2**attempt
        time.sleep(pause)
    raise SystemExit(f"{path}: no answer after {TRIES_MAX} tries")


count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
ms_per_megabyte = 1.0
predictions, labels = [], []
for index in range(count):
    size_bytes = 100_000 * (1 + index % 20)
    foretold_ms = ms_per_megabyte * size_bytes / 1e6
    row_id = f"hash-{os.getpid()}-{index}"
    predictions.append(
        {
            "id": row_id,
            "model": "hash-times",
            "version": "1",
            "time": time.time() * 1000,
            "features": {"size_bytes": size_bytes, "algorithm": "sha256"},
            "output": foretold_ms,
        }
    )
    block = bytes(size_bytes)
    started = time.perf_counter()
    hashlib.sha256(block).digest()
    took_ms = (time.perf_counter() - started) * 1000
    labels.append({"id": row_id, "model": "hash-times", "time": time.time() * 1000, "label": took_ms})
    ms_per_megabyte = 0.9 * ms_per_megabyte + 0.1 * took_ms / (size_bytes / 1e6)

send("/api/v1/predictions", predictions)
send("/api/v1/labels", labels)
print(f"{count} predictions, now {ms_per_megabyte:.2f} ms per megabyte")
