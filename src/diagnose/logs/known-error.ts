import type { CauseKind, ComponentKind } from "../../model/component.ts";

/** An error that engineers know by its text, with what usually helps. */
export interface KnownError {
  /** Kebab case; its texts are `known-error/<name>` and `known-error/<name>-remedy`. */
  readonly name: string;
  readonly kind: CauseKind;
  /**
   * The kind of component at fault: of the failing service, its deployment, what it calls ("dependency") or the machine
   * it runs on ("hardware").
   */
  readonly component: ComponentKind;
  readonly pattern: RegExp;
}

/** The first that fits wins: special ones before general ones. Patterns are linear in the text. */
export const knownErrors: readonly KnownError[] = Object.freeze([
  {
    name: "gpu-out-of-memory",
    kind: "resource",
    component: "serving",
    pattern:
      /CUDA out of memory|cudaErrorMemoryAllocation|CUBLAS_STATUS_ALLOC_FAILED|OutOfMemoryError: (?:CUDA|HIP)|MPS backend out of memory/i,
  },
  {
    name: "gpu-fault",
    kind: "hardware-fault",
    component: "hardware",
    pattern:
      /NVRM: Xid|uncorrectable ECC|GPU has fallen off the bus|CUDA error: (?:an illegal memory access|unspecified launch failure|uncorrectable)/i,
  },
  {
    name: "gpu-driver",
    kind: "deployment",
    component: "deployment",
    pattern:
      /CUDA driver version is insufficient|no kernel image is available for execution|Found no NVIDIA driver|libcudart[.\w]*: cannot open shared object/i,
  },
  {
    name: "out-of-memory-killed",
    kind: "resource",
    component: "serving",
    pattern:
      /OOMKilled|Out of memory: Kill(?:ed)? process|oom-kill|JavaScript heap out of memory|java\.lang\.OutOfMemoryError|std::bad_alloc|^MemoryError\b/i,
  },
  {
    name: "disk-full",
    kind: "resource",
    component: "serving",
    pattern: /No space left on device|ENOSPC|disk quota exceeded|Disk full/i,
  },
  {
    name: "open-files",
    kind: "resource",
    component: "serving",
    pattern: /Too many open files|EMFILE\b/i,
  },
  {
    name: "context-length",
    kind: "prompt",
    component: "deployment",
    pattern:
      /maximum context length|context[_ ]length[_ ]exceeded|prompt is too long|exceeds? the (?:model's )?context window|sequence length is longer than the specified maximum/i,
  },
  {
    name: "rate-limit",
    kind: "dependency",
    component: "dependency",
    pattern: /rate[ _-]?limit(?:ed|s)?\b|Too Many Requests|RESOURCE_EXHAUSTED|insufficient_quota/i,
  },
  {
    name: "weights-mismatch",
    kind: "deployment",
    component: "deployment",
    pattern:
      /Error\(s\) in loading state_dict|size mismatch for [\w.]+: copying|Missing key\(s\) in state_dict|Unexpected key\(s\) in state_dict/i,
  },
  {
    name: "weights-corrupt",
    kind: "deployment",
    component: "deployment",
    pattern:
      /PytorchStreamReader failed|Error while deserializing header|invalid (?:magic number|load key)|INVALID_PROTOBUF|(?:checksum|hash|digest|sha-?\d+) mismatch/i,
  },
  {
    name: "tokenizer-mismatch",
    kind: "deployment",
    component: "deployment",
    pattern:
      /tokenizer class you load|tokenizer.{0,40}(?:mismatch|does not match)|vocab(?:ulary)?[ _]size.{0,30}(?:mismatch|does not match)|index out of range in self/i,
  },
  {
    name: "shape-mismatch",
    kind: "bug",
    component: "serving",
    pattern:
      /shapes? cannot be multiplied|shape mismatch|Incompatible shapes|mat1 and mat2|must match the size of tensor|INVALID_ARGUMENT.{0,60}(?:dimension|rank)|operands could not be broadcast/i,
  },
  {
    name: "feature-missing",
    kind: "data-quality",
    component: "features",
    pattern:
      /feature names should match|missing (?:required )?(?:column|feature)s?\b|not in index|columns are missing|feature_names mismatch/i,
  },
  {
    name: "feature-type",
    kind: "data-quality",
    component: "features",
    pattern:
      /could not convert string to float|expected scalar type|Input contains NaN|Input X contains (?:NaN|infinity)|cannot cast .{0,40} to/i,
  },
  {
    name: "module-missing",
    kind: "deployment",
    component: "deployment",
    pattern:
      /ModuleNotFoundError|No module named|Cannot find module|ERR_MODULE_NOT_FOUND|ClassNotFoundException|undefined symbol/i,
  },
  {
    name: "artifact-missing",
    kind: "deployment",
    component: "deployment",
    pattern:
      /(?:No such file or directory|FileNotFoundError|NoSuchKey|not found).{0,120}\.(?:pt|pth|bin|onnx|safetensors|gguf|h5|keras|pkl|joblib)\b|Repository Not Found|RESOURCE_DOES_NOT_EXIST/i,
  },
  {
    name: "image-pull",
    kind: "deployment",
    component: "deployment",
    pattern: /ImagePullBackOff|ErrImagePull|manifest (?:for .{1,120} )?(?:unknown|not found)/i,
  },
  {
    name: "not-authorised",
    kind: "configuration",
    component: "deployment",
    pattern:
      /invalid[ _]api[ _]key|Incorrect API key|401 Unauthorized|403 Forbidden|authentication failed|permission denied for|AccessDenied/i,
  },
  {
    name: "name-resolution",
    kind: "dependency",
    component: "dependency",
    pattern:
      /Name or service not known|ENOTFOUND|Temporary failure in name resolution|no such host|EAI_AGAIN/i,
  },
  {
    name: "certificate",
    kind: "dependency",
    component: "dependency",
    pattern: /certificate (?:has expired|verify failed|is not yet valid)|CERT_HAS_EXPIRED|x509:/i,
  },
  {
    name: "connection-refused",
    kind: "dependency",
    component: "dependency",
    pattern:
      /connection refused|ECONNREFUSED|ConnectionRefusedError|Connection reset by peer|ECONNRESET/i,
  },
  {
    name: "time-out",
    kind: "dependency",
    component: "dependency",
    pattern:
      /(?:connect|read|request|gateway|upstream|deadline).{0,20}(?:timed?[ -]?out|exceeded)|ETIMEDOUT|ReadTimeout|ConnectTimeout|DEADLINE_EXCEEDED/i,
  },
] satisfies readonly KnownError[]);

// Text beyond this is not searched: errors name themselves early.
const charactersMax = 4_000;

/** The known error a log line, stack or exception message speaks of; undefined where none. */
export function knownError(text: string): KnownError | undefined {
  const searched = text.slice(0, charactersMax);
  return knownErrors.find(({ pattern }) => pattern.test(searched));
}
