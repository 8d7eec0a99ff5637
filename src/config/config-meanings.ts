/**
 * What each setting of the configuration file means, by its path: `*` stands for any name or position.
 * The reference page is made from it; a test holds that every setting of the schema stands here.
 */
export const configMeanings: { readonly [path: string]: string } = {
  dataDir: "Folder of the embedded database and of the log of what was acknowledged.",
  host: "Address to listen on. Beyond loopback a key is required, or `insecure`.",
  port: "Port of the UI, the API and all ingestion; 0 takes a free one.",
  otlpPort: "Second port that takes OTLP over HTTP; 0 leaves it closed.",
  clickhouseUrl:
    "ClickHouse over HTTP, `http://user:password@host:8123/database`; absent: embedded.",
  insecure: "Listen beyond loopback without any key.",
  watchHost: "Whether the machine Aceso runs on is watched too.",
  "retention.samples": "How long samples of series are kept.",
  "retention.spans": "How long spans are kept.",
  "retention.bodies": "How long prompts and answers of spans are kept.",
  "retention.logs": "How long log records are kept.",
  "retention.predictions": "How long predictions and their labels are kept.",
  "retention.outcomes": "How long predictions joined with their labels are kept.",
  "retention.distributions":
    "How long hourly summaries of features are kept: counts over frozen bins and moments, no values.",
  "retention.changes": "How long changes are kept.",
  "retention.evaluations": "How long the judgements of monitors are kept.",
  "retention.incidents": "How long incidents are kept.",
  "retention.audit": "How long the audit is kept.",
  "scrape.*.url": "A page of metrics in the Prometheus text format.",
  "scrape.*.job": "Value of the label `job` on its series.",
  "scrape.*.intervalSeconds": "Seconds between two looks.",
  "repair.targets.*.name": "Name of the target, shown in plans and in the audit.",
  "repair.targets.*.action": "Action that works on it: `switch-version` or `webhook`.",
  "repair.targets.*.model": "Model it belongs to; empty for any.",
  "repair.targets.*.component": "Service or dependency it belongs to; empty for none.",
  "repair.targets.*.operation":
    "What it can do, such as `model-version`, `prompt-version`, `fail-over`.",
  "repair.targets.*.url": "Where its contract answers; see docs/repair-contract.md.",
  "repair.targets.*.secretEnv": "Environment variable that holds the secret for its signature.",
  "repair.policy.mode": "`propose` waits for a person, `auto` performs what passes all rails.",
  "repair.policy.allowedActions": "Actions that may be performed at all.",
  "repair.policy.runsPerHourMax": "Repairs within one hour.",
  "repair.policy.runsPerDayMax": "Repairs within one day.",
  "repair.policy.coolDownMs": "Milliseconds between two repairs of one target.",
  "repair.policy.confidenceMin":
    "Confidence in the cause, 0 to 1, below which nothing is performed.",
  "repair.policy.stopAll": "The kill switch: nothing is performed.",
  "notify.webhooks.*.url": "Where incidents are told, by a signed POST.",
  "notify.webhooks.*.secretEnv": "Environment variable that holds the secret for its signature.",
  "edges.*.caller": "Service that needs another component.",
  "edges.*.callee": "Component it needs, by the name telemetry gives it.",
  "edges.*.kind":
    "What the needed component is: `serving`, `dependency`, `hardware`, `features`, ….",
  "modelRegistries.*.url":
    "An MLflow tracking server; what it promotes (alias champion, production, prod or live, or stage Production) is a change.",
  "modelRegistries.*.keyEnv": "Environment variable that holds its token (Bearer).",
  "modelRegistries.*.everySeconds": "Seconds between two looks.",
  "outputFormats.*":
    "Model → what its output must look like: `json`, a JSON Schema (an object, or its text) or a regular expression (RE2).",
  "labels.coverageMin":
    "Share of a window's predictions that must have labels before its quality is judged.",
  "labels.horizonMs": "After this many milliseconds the labels that came must do.",
  "measures.*.*":
    "Measure → its settings that differ from the defaults, such as `averaging` of `f1` or `probability` of `quantile-loss`.",
  "drift.pageOnlyWhenItMatters":
    "Whether drift of inputs pages only where the estimate of quality says that it matters; false: where inputs drift.",
  "drift.reference":
    "What live inputs are compared with: `fixed`, frozen once; `sliding`, the days before; `seasonal`, the same hours of days or weeks before.",
  "drift.slidingDays": "Days that a sliding reference holds.",
  "drift.season": "After how long a seasonal reference repeats itself: `day` or `week`.",
  "drift.numberTest":
    "Test of numbers over the frozen bins; `auto`: Kolmogorov and Smirnov's, because it sees any change.",
  "drift.numberEffect":
    "Size of a difference of numbers; `auto`: Wasserstein's distance in deviations of the reference, Jensen-Shannon's where outliers rule those.",
  "drift.categoryEffect": "Size of a difference of categories.",
  "drift.effectMin": "Size from which on a significant difference counts as drift.",
  "drift.significance": "Largest adjusted p value that counts as significant.",
  "drift.correction": "How p values are adjusted for the number of features.",
  "drift.rowsMin": "Values that both sides must hold for a feature to be tested.",
  "drift.models.*.reference": "The same for one model.",
  "drift.models.*.pageOnlyWhenItMatters": "The same for one model.",
  "worth.*.*.*":
    "Model → truth → output → what one such prediction is worth, in any unit, costs below 0; what is left out is worth 0. Measured as `worth`.",
  "goldenSets.*.model": "Model that is asked; its answers are measured as `MODEL:golden`.",
  "goldenSets.*.version": "Version of the answers.",
  "goldenSets.*.file": "Labelled file (CSV, NDJSON, Parquet), read anew at every run.",
  "goldenSets.*.endpoint": "Where the model answers, by POST of JSON.",
  "goldenSets.*.request":
    "Body of a question; the texts `$features` and `$COLUMN` stand for the row's features and cells.",
  "goldenSets.*.answer":
    "Where the output stands in the answer, such as `choices.0.message.content`; the usual places when left out.",
  "goldenSets.*.label": "Column of the label, where its name does not say so.",
  "goldenSets.*.keyEnv": "Environment variable that holds the endpoint's key (Bearer).",
  "goldenSets.*.everyMinutes": "Minutes between two runs.",
  "goldenSets.*.rows": "Most questions a run: evenly spread rows of the file, always the same.",
  "judges.*.model": "Language model whose stored answers are judged.",
  "judges.*.judge": "Model that judges, as its endpoint calls it; never the judged one.",
  "judges.*.endpoint":
    "Chat completions of any OpenAI-compatible server; prompts and answers go there.",
  "judges.*.question": "What the judge says yes or no to.",
  "judges.*.keyEnv": "Environment variable that holds the endpoint's key (Bearer).",
  "judges.*.everyMinutes": "Minutes between two runs, and how far back a run looks.",
  "judges.*.calls": "Most calls of the judge in one run: that many answers are drawn.",
  "judges.*.callsPerDay": "Most calls of the judge in one day (UTC), also over restarts.",
  "judges.*.charactersMax": "Characters of a prompt and of an answer that the judge is shown.",
  "judges.*.people": "Name of the feedback by which people judge the same answers.",
  "prices.*.model": "Model name as the spans give it.",
  "prices.*.inputUsdPerMillion": "USD per million prompt tokens.",
  "prices.*.outputUsdPerMillion": "USD per million answer tokens.",
  "prices.*.cacheReadUsdPerMillion": "USD per million prompt tokens read from a cache.",
  "prices.*.cacheWriteUsdPerMillion": "USD per million prompt tokens written to a cache.",
  "limits.maxBodyBytes":
    "Bytes of a request body, before and after decompression; more is answered 413.",
  "limits.maxPendingBytes": "Bytes acknowledged and not yet in the database; more is answered 429.",
  "limits.maxDiskBytes":
    "Bytes on disk of the embedded store; beyond, the oldest day of signals is dropped and told. Left out: 80 % of the volume.",
  "limits.maxSeriesPerMetric": "Active series of one metric; further ones are refused.",
  "limits.maxLabelsPerSeries": "Labels of one series; a series with more is refused.",
  "limits.maxDepth": "Levels of nesting of a JSON body or an OTLP value.",
  "limits.maxTextLength":
    "Characters kept of a prompt, an answer, an output or a log body; the rest is cut.",
  "monitors.*.id":
    "Name of the monitor: letters, digits and `. : / - _`. That of a pack's monitor takes its place.",
  "monitors.*.watch":
    "What is watched: a measure of a subject, or a PromQL expression; see docs/monitors.md.",
  "monitors.*.detector":
    "Detector by its name; where absent by what is watched: lasting-ensemble for an expression (running-band where it is evidence), robust-season for a measure, group-ensemble for a group.",
  "monitors.*.settings": "Settings of the detector that differ from its defaults.",
  "monitors.*.direction": "Which way is bad.",
  "monitors.*.class": "`objective` may open an incident; `evidence` only explains one.",
  "monitors.*.holdWindows":
    "Anomalous windows in a row before it fires, and normal ones before it is quiet.",
  "monitors.*.windowMs": "Length of a window in milliseconds.",
  "monitors.*.severity": "Severity of the incident it opens.",
  "monitors.*.unit": "Unit of its value, for people.",
  "monitors.*.enabled": "false switches it off, also one of a pack with the same id.",
  "keys.*.name": "Name of the key, shown in the audit.",
  "keys.*.project": "Project the key reads and writes.",
  "keys.*.role":
    "`viewer` reads; `operator` also defines monitors and handles incidents and repairs; `admin` also changes the policy and reads the audit. Any key sends signals to its project.",
  "keys.*.keyEnv": "Environment variable that holds the key.",
};
