import { assert, nat, property, string } from "fast-check";
import { describe, expect, it } from "vitest";
import { maskLine } from "../../../src/diagnose/logs/mask-line.ts";

describe("the form of a log line", () => {
  it.each([
    ["Took 19.5 seconds, host=/10.0.0.1:80", "Took <*> seconds, host=<*>"],
    ["jk2_init() Found child 6725 in slot 10", "<*>() Found child <*> in slot <*>"],
    // Lists of different length have one form.
    ["to datanode(s) 10.0.0.1:50010, 10.0.0.2:50010 now", "to datanode(s) <*> now"],
    ["to datanode(s) 10.0.0.1:50010 now", "to datanode(s) <*> now"],
    // A value that is not there.
    ["connection from 1.2.3.4 () at Fri Jun 17 20:55:07 2005", "connection from <*> at <*>"],
    [
      "connection from 1.2.3.4 (a.b.example) at Fri Jun 17 20:55:07 2005",
      "connection from <*> at <*>",
    ],
    ["bssid 5c:50:15:4c:18:13 up", "bssid <*> up"],
    ["addr fe80::c6b3:1ff:fe up", "addr <*> up"],
    ['GET /v1/models?all=True&since=2017 "ok"', 'GET <*> "ok"'],
    ["see https://example.com/a?b=(c for help", "see <*> for help"],
    ["session opened for user cyrus by (uid=0)", "session opened for user <*> by (uid=<*>)"],
    ["lifetime <1 sec", "lifetime <*>"],
    ["lifetime 00:21", "lifetime <*>"],
    ["icache threshold.......: 5", "icache threshold .. : <*>"],
    // What tells the reader what happened stays.
    ["got java.net.NoRouteToHostException now", "got java.net.NoRouteToHostException now"],
    ["action android.intent.action.SCREEN_ON", "action android.intent.action.SCREEN_ON"],
    ["package com.example.health gone", "package <*> gone"],
    ["  spaces \t  fold  ", "spaces fold"],
    ["May fail, Monday or not", "May fail, Monday or not"],
    ["", ""],
  ])("%j becomes %j", (line, form) => {
    expect(maskLine(line)).toBe(form);
  });

  it("any text has a form, and digits never stay", () => {
    assert(
      property(string({ unit: "binary", maxLength: 60 }), (line) => {
        expect(maskLine(line)).not.toMatch(/[0-9]/);
      }),
    );
  });

  it("the form does not depend on the values", () => {
    const lineOf = (value: number) =>
      `job ${value} of queue-${value}: ${value} ms at /tmp/${value}`;
    assert(
      property(nat(), nat(), (one, other) => {
        expect(maskLine(lineOf(one))).toBe(maskLine(lineOf(other)));
      }),
    );
  });
});
