import { hash64 } from "../../model/series-id.ts";
import { maskLine } from "./mask-line.ts";

/** A stack trace without what differs from one occurrence to the next. */
export interface ErrorStack {
  /** Equal for occurrences that are one error: hash of type and frames. */
  readonly id: string;
  /** "CUDAOutOfMemoryError", "java.net.ConnectException"; "" where the text names none. */
  readonly type: string;
  /** The message with its values masked. */
  readonly message: string;
  /** Functions, innermost first, at most 8: "pool.acquire", "serve.predict". */
  readonly frames: readonly string[];
}

// Frames beyond these are the framework's and equal for everything.
const framesMax = 8;
const linesMax = 400;

const pythonFrame = /^\s*File "([^"]+)", line \d+, in (.+)$/;
const javaFrame = /^\s*at ([\w$.<>/]+)\(/;
const scriptFrame = /^\s*at (?:async )?(?:new )?([\w$.<>[\] ]+?) \(/;
const goFrame = /^([\w./*()-]+\.[\w.*()-]+)\(.*\)$/;
const typeLine =
  /^(?:Caused by: |Uncaught |panic: )?((?:[\w$]+\.)*[A-Z][\w$]*(?:Error|Exception|Warning|Interrupt|Exit|Fault|Failure))(?::\s*(.*))?$/;

/**
 * Reads the stack trace in a log record or an exception attribute; undefined where there is none. Python,
 * Java, JavaScript and Go. Line numbers, addresses and values in the message do not count, so that the same
 * error from two builds or two requests has one id.
 *
 * Cost O(length), at most 400 lines.
 */
export function errorStack(text: string): ErrorStack | undefined {
  const lines = text.split(/\r?\n/, linesMax);
  const isPython = lines.some((line) => line.startsWith("Traceback (most recent call last)"));
  const found: string[] = [];
  let type = "";
  let message = "";
  for (const line of lines) {
    const frame = frameOf(line);
    if (frame !== "") {
      found.push(frame);
      continue;
    }
    const named = typeLine.exec(line.trim());
    // The last type is the cause in Java and, raised while handling another, what ended a Python program.
    if (named) {
      type = named[1] ?? "";
      message = named[2] ?? "";
      if (line.startsWith("Caused by: ")) found.length = 0;
    }
  }
  if (found.length === 0) return undefined;
  const innermostFirst = isPython ? found.toReversed() : found;
  const frames = innermostFirst.slice(0, framesMax);
  const { high, low } = hash64(`${type}\n${frames.join("\n")}`);
  const id = high.toString(16).padStart(8, "0") + low.toString(16).padStart(8, "0");
  return { id, type, message: maskLine(message), frames };
}

function frameOf(line: string): string {
  const python = pythonFrame.exec(line);
  if (python) return `${moduleOf(python[1] ?? "")}.${(python[2] ?? "").trim()}`;
  const other = javaFrame.exec(line) ?? scriptFrame.exec(line) ?? goFrame.exec(line);
  return other?.[1] ?? "";
}

// The file without its folders and ending: folders differ from one machine to the next.
function moduleOf(path: string): string {
  const file = path.split(/[/\\]/).at(-1) ?? "";
  return file.replace(/\.\w+$/, "");
}
