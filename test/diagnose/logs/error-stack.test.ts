import { describe, expect, it } from "vitest";
import { errorStack } from "../../../src/diagnose/logs/error-stack.ts";

const python = (line: number, size: string) => `Traceback (most recent call last):
  File "/srv/app/serve.py", line ${line}, in predict
    return model(batch)
  File "/opt/venv/lib/python3.11/site-packages/torch/nn/functional.py", line 2551, in linear
    return torch._C._nn.linear(input, weight)
torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate ${size}`;

describe("error stacks", () => {
  it("a Python trace is read innermost first", () => {
    expect(errorStack(python(12, "2.00 GiB"))).toMatchObject({
      type: "torch.cuda.OutOfMemoryError",
      message: "CUDA out of memory. Tried to allocate <*> GiB",
      frames: ["functional.linear", "serve.predict"],
    });
  });

  it("line numbers, folders and values do not make another error", () => {
    const first = errorStack(python(12, "2.00 GiB"));
    const second = errorStack(python(99, "512 MiB").replaceAll("/srv/app/", "/opt/b/"));
    expect(second?.id).toBe(first?.id);
    expect(errorStack(python(12, "2").replace("in linear", "in conv"))?.id).not.toBe(first?.id);
  });

  it("a Java trace is read from its last cause", () => {
    const stack = errorStack(`java.lang.RuntimeException: could not load
\tat ai.Serving.load(Serving.java:10)
Caused by: java.net.ConnectException: Connection refused to 10.0.0.7:5432
\tat java.net.Socket.connect(Socket.java:591)
\tat ai.Store.open(Store.java:44)`);
    expect(stack).toMatchObject({
      type: "java.net.ConnectException",
      message: "Connection refused to <*>",
      frames: ["java.net.Socket.connect", "ai.Store.open"],
    });
  });

  it("a JavaScript trace is read", () => {
    const stack = errorStack(`TypeError: Cannot read properties of undefined (reading 'shape')
    at predict (/app/model.js:10:5)
    at async Server.handle (file:///app/server.js:3:1)`);
    expect(stack?.type).toBe("TypeError");
    expect(stack?.frames).toEqual(["predict", "Server.handle"]);
  });

  it("text without frames is no stack", () => {
    expect(errorStack("connection refused")).toBeUndefined();
    expect(errorStack("")).toBeUndefined();
  });
});
