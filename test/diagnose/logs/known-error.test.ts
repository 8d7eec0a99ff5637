import { describe, expect, it } from "vitest";
import { knownError, knownErrors } from "../../../src/diagnose/logs/known-error.ts";
import { findWords } from "../../../src/model/words/catalog.ts";

// Lines as frameworks write them.
const lines: readonly (readonly [string, string])[] = [
  ["torch.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB", "gpu-out-of-memory"],
  ["NVRM: Xid (PCI:0000:3b:00): 79, GPU has fallen off the bus.", "gpu-fault"],
  ["The CUDA driver version is insufficient for CUDA runtime version", "gpu-driver"],
  ["Out of memory: Killed process 4711 (python) total-vm:31457280kB", "out-of-memory-killed"],
  ["OSError: [Errno 28] No space left on device", "disk-full"],
  ["accept: Too many open files", "open-files"],
  [
    "This model's maximum context length is 8192 tokens, however you requested 9001",
    "context-length",
  ],
  ["Rate limit reached for requests; 429 Too Many Requests", "rate-limit"],
  ["RuntimeError: Error(s) in loading state_dict for Net:", "weights-mismatch"],
  ["RuntimeError: PytorchStreamReader failed reading zip archive", "weights-corrupt"],
  [
    "The tokenizer class you load from this checkpoint is not the same type as the class this is called from",
    "tokenizer-mismatch",
  ],
  ["mat1 and mat2 shapes cannot be multiplied (32x512 and 768x10)", "shape-mismatch"],
  [
    "ValueError: The feature names should match those that were passed during fit.",
    "feature-missing",
  ],
  ["ValueError: could not convert string to float: 'n/a'", "feature-type"],
  ["ModuleNotFoundError: No module named 'transformers'", "module-missing"],
  [
    "FileNotFoundError: [Errno 2] No such file or directory: 'm/model.safetensors'",
    "artifact-missing",
  ],
  ["Back-off pulling image: ImagePullBackOff", "image-pull"],
  ["openai.AuthenticationError: Incorrect API key provided", "not-authorised"],
  ["getaddrinfo ENOTFOUND features.internal", "name-resolution"],
  ["SSL: CERTIFICATE_VERIFY_FAILED certificate has expired", "certificate"],
  ["dial tcp 10.0.0.7:6379: connect: connection refused", "connection-refused"],
  ["upstream request timed out after 30 s", "time-out"],
];

describe("known errors", () => {
  it.each(lines)("%s", (line, name) => {
    expect(knownError(line)?.name).toBe(name);
  });

  it("every known error has a line that shows it, and its texts in both languages", () => {
    expect(knownErrors.map(({ name }) => name).toSorted()).toEqual(
      lines.map(([, name]) => name).toSorted(),
    );
    for (const { name, kind } of knownErrors) {
      expect(findWords(`known-error/${name}`)).toBeDefined();
      expect(findWords(`known-error/${name}-remedy`)).toBeDefined();
      expect(findWords(`diagnose/cause-${kind}`)).toBeDefined();
    }
  });

  it("usual lines are no errors", () => {
    for (const line of ["GET /predict 200 in 12 ms", "model loaded", "rated 5 stars", ""]) {
      expect(knownError(line)).toBeUndefined();
    }
  });

  it("long texts are searched in bounded time", () => {
    const text = "not found ".repeat(100_000);
    const began = performance.now();
    knownError(text);
    expect(performance.now() - began).toBeLessThan(500);
  });
});
