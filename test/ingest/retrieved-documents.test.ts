import * as fc from "fast-check";
import { expect, it } from "vitest";
import { retrievedDocuments } from "../../src/ingest/retrieved-documents.ts";

it("documents are read in their order, listed as JSON or numbered, of a search or a reranker", () => {
  expect(
    retrievedDocuments({
      "gen_ai.retrieval.documents":
        '[{"id":"a","score":0.9,"content":"one"},{"id":2,"text":"two"},{}]',
    }),
  ).toEqual([
    { id: "a", content: "one" },
    { id: "2", content: "two" },
    { id: "3", content: "" },
  ]);
  expect(
    retrievedDocuments({
      "retrieval.documents.10.document.content": "last",
      "retrieval.documents.2.document.id": 7,
      "retrieval.documents.2.document.score": 0.4,
      "other.0.document.content": "no",
    }),
  ).toEqual([
    { id: "7", content: "" },
    { id: "2", content: "last" },
  ]);
  expect(retrievedDocuments({ "reranker.output_documents.0.document.content": "best" })).toEqual([
    { id: "1", content: "best" },
  ]);
});

it("a list that was cut, or is none, tells nothing; nothing throws", () => {
  for (const value of ['[{"id":"a","cont', '{"id":"a"}', "[1]", "null", ""]) {
    expect(retrievedDocuments({ "gen_ai.retrieval.documents": value })).toEqual([]);
  }
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.oneof(fc.string(), fc.double())), (attributes) => {
      retrievedDocuments(attributes);
    }),
  );
});
