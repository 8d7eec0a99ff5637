import { describe, expect, it } from "vitest";
import { hostOfUrl, identityOf, peerOf } from "../../src/model/identity.ts";

const reader = (values: Record<string, string>) => (name: string) => values[name];

describe("identity", () => {
  it.each([
    [
      "an OpenTelemetry resource",
      {
        "service.name": "writer",
        "service.version": "1.4.0",
        "service.instance.id": "w-1",
        "deployment.environment.name": "prod",
      },
      {
        service: "writer",
        version: "1.4.0",
        instance: "w-1",
        environment: "prod",
        component: { kind: "serving", name: "writer" },
      },
    ],
    [
      "a Prometheus target",
      { job: "vllm", instance: "gpu-1:8000", model_name: "llama" },
      { service: "vllm", instance: "gpu-1:8000", model: "llama" },
    ],
    [
      "a GenAI call",
      { "gen_ai.request.model": "gpt", "gen_ai.prompt.name": "sum", "prompt.version": "3" },
      {
        model: "gpt",
        promptName: "sum",
        promptVersion: "3",
        component: { kind: "artifact", name: "gpt" },
      },
    ],
    [
      "our own names before all others",
      {
        "aceso.model.name": "digits",
        "gen_ai.request.model": "x",
        "aceso.model.version": "7",
        "service.version": "1",
      },
      { model: "digits", version: "7" },
    ],
    ["a host", { "host.name": "h1" }, { component: { kind: "hardware", name: "h1" } }],
    ["nothing known: nothing is guessed", { color: "red" }, { service: "", component: null }],
    ["an unnamed service is none", { "service.name": "unknown_service" }, { service: "" }],
  ])("%s", (_, given, expected) => {
    expect(identityOf(reader(given))).toMatchObject(expected);
  });

  it("a peer is named by the most telling attribute, else by the host of the URL", () => {
    expect(peerOf(reader({ "server.address": "db", "peer.service": "orders" }))).toBe("orders");
    expect(peerOf(reader({ "url.full": "https://user:pw@Retriever:8080/x?q" }))).toBe("retriever");
    expect(peerOf(reader({}))).toBe("");
  });

  it.each([
    ["http://[::1]:80/", "::1"],
    ["no url", ""],
    ["http://a", "a"],
    ["http://a?b@c", "a"],
  ])("the host of %s", (url, host) => expect(hostOfUrl(url)).toBe(host));
});
