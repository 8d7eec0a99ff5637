-- predictions: project, start, end, first, size, step, last, names, formatModel0, format0, formatModel1
WITH cells AS (
  SELECT window, model, toString(own_version) AS version, class, is_number, count() AS rows, countIf(isNotNull(valid)) AS checked, countIf(valid = 1) AS passed,
    countIf(isFinite(number)) AS number_count, sumKahanIf(number, isFinite(number)) AS number_sum, sumKahanIf(number * number, isFinite(number)) AS number_squares, minIf(number, isFinite(number)) AS number_min, maxIf(number, isFinite(number)) AS number_max
  FROM (
    SELECT toString(model) AS model, version AS own_version, toInt64(toUnixTimestamp64Milli(time)) AS time_ms,
      if(lengthUTF8(output_text) <= 200, output_text, '') AS class, output_text = '' AS is_number,
      ifNull(output_number, nan) AS number, multiIf(model = {formatModel0:String}, toNullable(toUInt8(match(if(isNull(output_number), output_text, toString(assumeNotNull(output_number))), {format0:String}))), model = {formatModel1:String}, toNullable(toUInt8(isValidJSON(if(isNull(output_number), output_text, toString(assumeNotNull(output_number)))))), tags['output_format'] = 'json', toNullable(isValidJSON(if(isNull(output_number), output_text, toString(assumeNotNull(output_number))))), NULL) AS valid
    FROM predictions FINAL
    WHERE project = {project:String} AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
  )
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((time_ms - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((time_ms - {first:Int64}), {step:Int64})) + 1)) AS window
  GROUP BY window, model, version, class, is_number
)
SELECT window, model, slice AS version, sum(rows) AS count, sum(checked) AS format_checked, sum(passed) AS format_valid,
  sum(cells.number_count) AS number_count, sumKahan(cells.number_sum) AS number_sum, sumKahan(cells.number_squares) AS number_squares, minIf(cells.number_min, cells.number_count > 0) AS number_min, maxIf(cells.number_max, cells.number_count > 0) AS number_max,
  sumIf(rows, NOT is_number) AS class_rows,
  arraySlice(arraySort(cell -> (-toInt64(cell.2), cell.1), groupArrayIf((class, rows), class != '')), 1, 100) AS classes
FROM (
  SELECT window, model, slice, class, is_number, sum(cells.rows) AS rows, sum(cells.checked) AS checked, sum(cells.passed) AS passed,
    sum(cells.number_count) AS number_count, sumKahan(cells.number_sum) AS number_sum, sumKahan(cells.number_squares) AS number_squares, minIf(cells.number_min, cells.number_count > 0) AS number_min, maxIf(cells.number_max, cells.number_count > 0) AS number_max
  FROM cells
  ARRAY JOIN arrayDistinct(['', toString(cells.version)]) AS slice
  GROUP BY window, model, slice, class, is_number
) AS cells
GROUP BY window, model, slice
ORDER BY window, model, slice;

-- features: project, start, end, first, size, step, last, names, numberModels, numberFeatures, edges, textModels, textFeatures, categories
WITH
numeric_bins AS (
  SELECT bins.1 AS model, bins.2 AS feature, bins.3 AS edges
  FROM (SELECT arrayJoin(arrayZip({numberModels:Array(String)}, {numberFeatures:Array(String)}, {edges:Array(Array(Float64))})) AS bins)
),
text_bins AS (
  SELECT bins.1 AS model, bins.2 AS feature, bins.3 AS categories
  FROM (SELECT arrayJoin(arrayZip({textModels:Array(String)}, {textFeatures:Array(String)}, {categories:Array(Array(String))})) AS bins)
),
rows_in_windows AS (
  SELECT toString(model) AS model, toString(own_version) AS version, window, features_number, features_text
  FROM (
    SELECT model, version AS own_version, toInt64(toUnixTimestamp64Milli(time)) AS time_ms, features_number, features_text
    FROM predictions FINAL
    WHERE project = {project:String} AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
  )
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((time_ms - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((time_ms - {first:Int64}), {step:Int64})) + 1)) AS window
),
cells AS (
  SELECT window, model, version, feature, bin, count() AS rows, countIf(isNull(value)) AS nulls,
    countIf(isFinite(number)) AS number_count, sumKahanIf(number, isFinite(number)) AS number_sum, sumKahanIf(number * number, isFinite(number)) AS number_squares, minIf(number, isFinite(number)) AS number_min, maxIf(number, isFinite(number)) AS number_max
  FROM (
    SELECT window, model, version, feature, value, ifNull(value, nan) AS number,
      if(empty(edges) OR isNaN(number), -1, toInt64(arrayCount(edge -> edge < number, edges))) AS bin
    FROM (
      SELECT window, model, version, toString(entry.1) AS feature, entry.2 AS value
      FROM rows_in_windows
      ARRAY JOIN CAST(features_number AS Array(Tuple(String, Nullable(Float64)))) AS entry
    ) AS numbers
    LEFT JOIN numeric_bins USING (model, feature)
  )
  GROUP BY window, model, version, feature, bin
  UNION ALL
  SELECT window, model, version, feature, bin, count() AS rows, countIf(isNull(value)) AS nulls,
    0 AS number_count, 0. AS number_sum, 0. AS number_squares, 0. AS number_min, 0. AS number_max
  FROM (
    SELECT window, model, version, feature, value,
      multiIf(isNull(value) OR empty(categories), -1, has(categories, assumeNotNull(value)), toInt64(indexOf(categories, assumeNotNull(value))) - 1, toInt64(length(categories))) AS bin
    FROM (
      SELECT window, model, version, toString(entry.1) AS feature, entry.2 AS value
      FROM rows_in_windows
      ARRAY JOIN CAST(features_text AS Array(Tuple(String, Nullable(String)))) AS entry
    ) AS texts
    LEFT JOIN text_bins USING (model, feature)
  )
  GROUP BY window, model, version, feature, bin
)
SELECT window, model, slice AS version, feature, sum(rows) AS count, sum(cells.nulls) AS nulls,
  sum(cells.number_count) AS number_count, sumKahan(cells.number_sum) AS number_sum, sumKahan(cells.number_squares) AS number_squares, minIf(cells.number_min, cells.number_count > 0) AS number_min, maxIf(cells.number_max, cells.number_count > 0) AS number_max,
  groupArrayIf((bin, rows), bin >= 0) AS histogram
FROM cells
ARRAY JOIN arrayDistinct(['', toString(cells.version)]) AS slice
GROUP BY window, model, slice, feature
ORDER BY window, model, feature, slice;

-- feature-profiles: project, start, end, first, size, step, last, names, categoriesMax
WITH rows_in_windows AS (
  SELECT toString(model) AS model, window, features_number, features_text,
    cityHash64(id) % greatest(1, intDiv(count() OVER (PARTITION BY model, window), 200000)) = 0 AS is_sampled
  FROM (
    SELECT model, id, toInt64(toUnixTimestamp64Milli(time)) AS time_ms, features_number, features_text
    FROM predictions FINAL
    WHERE project = {project:String} AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
  )
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((time_ms - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((time_ms - {first:Int64}), {step:Int64})) + 1)) AS window
)
SELECT * FROM (
  SELECT window, model, toString(entry.1) AS feature, 'number' AS type, count() AS count, countIf(isNull(entry.2)) AS nulls,
    quantilesExactInclusiveOrDefaultIf(0.5)(assumeNotNull(entry.2), is_sampled AND isNotNull(entry.2) AND NOT isNaN(assumeNotNull(entry.2))) AS quantiles,
    countIf(isNotNull(entry.2) AND NOT isNaN(assumeNotNull(entry.2))) AS present,
    CAST([] AS Array(Tuple(String, UInt64))) AS categories
  FROM rows_in_windows
  ARRAY JOIN CAST(features_number AS Array(Tuple(String, Nullable(Float64)))) AS entry
  GROUP BY window, model, feature
  UNION ALL
  SELECT window, model, feature, 'text' AS type, sum(rows) AS count, sumIf(rows, isNull(value)) AS nulls,
    emptyArrayFloat64() AS quantiles, 0 AS present,
    arraySlice(arraySort(cell -> (-toInt64(cell.2), cell.1), groupArrayIf((assumeNotNull(value), rows), isNotNull(value))), 1, {categoriesMax:UInt64}) AS categories
  FROM (
    SELECT window, model, toString(entry.1) AS feature, entry.2 AS value, count() AS rows
    FROM rows_in_windows
    ARRAY JOIN CAST(features_text AS Array(Tuple(String, Nullable(String)))) AS entry
    GROUP BY window, model, feature, value
  )
  GROUP BY window, model, feature
)
ORDER BY window, model, feature, type;

-- outcomes: project, start, end, first, size, step, last, bucket, names, positiveModels, positiveClasses
WITH
all_predictions AS (
  SELECT window, model, slice AS version, sum(rows) AS predictions
  FROM (
    SELECT toString(model) AS model, toString(version) AS own_version, toInt64(toUnixTimestamp64Milli(time)) - (toInt64(toUnixTimestamp64Milli(time)) - {first:Int64}) % {bucket:Int64} AS bucket, count() AS rows
    FROM predictions FINAL
    WHERE project = {project:String} AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
    GROUP BY model, own_version, bucket
  )
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((bucket - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((bucket - {first:Int64}), {step:Int64})) + 1)) AS window
  ARRAY JOIN arrayDistinct(['', toString(own_version)]) AS slice
  GROUP BY window, model, version
),
labelled_rows AS (
  SELECT toString(model) AS model, toString(version) AS own_version, toInt64(toUnixTimestamp64Milli(prediction_time)) - (toInt64(toUnixTimestamp64Milli(prediction_time)) - {first:Int64}) % {bucket:Int64} AS bucket,
    (output_text != '' OR notEmpty(scores)) AND NOT startsWith(output_text, '{"kind":"') AS is_class,
    if(label_text = '' AND isNotNull(outcomes.label_number), toString(assumeNotNull(outcomes.label_number)), label_text) AS truth,
    if(output_text = '' AND isNotNull(output_number), toString(assumeNotNull(output_number)), output_text) AS answer,
    arraySort(CAST(mapKeys(scores) AS Array(String))) AS score_classes,
    {positiveClasses:Array(String)}[indexOf({positiveModels:Array(String)}, model)] AS named_class,
    if(named_class != '', named_class, score_classes[-1]) AS positive_class,
    multiIf(empty(score_classes) OR length(score_classes) > 2, NULL, has(score_classes, positive_class), scores[positive_class], 1 - scores[score_classes[1]]) AS score,
    truth = positive_class AS is_positive,
    outcomes.label_number AS label_number,
    if(is_class, NULL, output_number - outcomes.label_number) AS error,
    if(outcomes.label_number = 0, NULL, abs(error / outcomes.label_number)) AS error_share,
    abs(output_number) + abs(outcomes.label_number) AS error_size,
    if(error_size = 0, error, 2 * abs(error) / error_size) AS symmetric_share,
    toInt64(toUnixTimestamp64Milli(label_time)) - toInt64(toUnixTimestamp64Milli(prediction_time)) AS delay_ms
  FROM outcomes FINAL
  WHERE project = {project:String} AND prediction_time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND prediction_time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
),
totals AS (
  SELECT window, model, slice AS version, sum(parts.rows) AS labelled, sum(parts.class_rows) AS class_rows, sum(parts.error_count) AS error_count,
    sumKahan(parts.label_sum) AS label_sum, sumKahan(parts.label_squares) AS label_squares, sumKahan(parts.error_sum) AS error_sum,
    sumKahan(parts.error_squares) AS error_squares, sumKahan(parts.error_fourths) AS error_fourths, sumKahan(parts.error_absolutes) AS error_absolutes,
    sumKahan(parts.over_squares) AS over_squares, sum(parts.share_count) AS share_count, sumKahan(parts.shares) AS shares,
    sumKahan(parts.share_squares) AS share_squares, sumKahan(parts.symmetrics) AS symmetrics, sumKahan(parts.symmetric_squares) AS symmetric_squares,
    quantilesExactInclusiveMerge(0.5, 0.95)(parts.delay_state) AS delays
  FROM (
    SELECT model, own_version, bucket, count() AS rows, countIf(is_class) AS class_rows, countIf(isFinite(error)) AS error_count,
      sumKahanIf(assumeNotNull(label_number), isFinite(error)) AS label_sum,
      sumKahanIf(assumeNotNull(label_number) * assumeNotNull(label_number), isFinite(error)) AS label_squares,
      sumKahanIf(assumeNotNull(error), isFinite(error)) AS error_sum,
      sumKahanIf(pow(assumeNotNull(error), 2), isFinite(error)) AS error_squares,
      sumKahanIf(pow(assumeNotNull(error), 4), isFinite(error)) AS error_fourths,
      sumKahanIf(abs(assumeNotNull(error)), isFinite(error)) AS error_absolutes,
      sumKahanIf(pow(assumeNotNull(error), 2), isFinite(error) AND error > 0) AS over_squares,
      countIf(isFinite(error_share)) AS share_count,
      sumKahanIf(assumeNotNull(error_share), isFinite(error_share)) AS shares,
      sumKahanIf(pow(assumeNotNull(error_share), 2), isFinite(error_share)) AS share_squares,
      sumKahanIf(assumeNotNull(symmetric_share), isFinite(symmetric_share)) AS symmetrics,
      sumKahanIf(pow(assumeNotNull(symmetric_share), 2), isFinite(symmetric_share)) AS symmetric_squares,
      quantilesExactInclusiveState(0.5, 0.95)(delay_ms) AS delay_state
    FROM labelled_rows
    GROUP BY model, own_version, bucket
  ) AS parts
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((bucket - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((bucket - {first:Int64}), {step:Int64})) + 1)) AS window
  ARRAY JOIN arrayDistinct(['', toString(own_version)]) AS slice
  GROUP BY window, model, version
),
confusions AS (
  SELECT window, model, version, arraySlice(arraySort(cell -> (-toInt64(cell.3), cell.1, cell.2), groupArray((truth, answer, rows))), 1, 20000) AS confusion
  FROM (
    SELECT window, model, slice AS version, truth, answer, sum(parts.rows) AS rows
    FROM (
      SELECT model, own_version, bucket, truth, answer, count() AS rows
      FROM labelled_rows
      WHERE is_class
      GROUP BY model, own_version, bucket, truth, answer
    ) AS parts
    ARRAY JOIN range(toUInt64(greatest(0, intDiv((bucket - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((bucket - {first:Int64}), {step:Int64})) + 1)) AS window
  ARRAY JOIN arrayDistinct(['', toString(own_version)]) AS slice
    GROUP BY window, model, version, truth, answer
  )
  GROUP BY window, model, version
),
score_rows AS (
  SELECT window, model, slice AS version, exact, sum(parts.positive) AS positive, sum(parts.negative) AS negative,
    count() OVER (PARTITION BY window, model, version) AS distinct_scores
  FROM (
    SELECT model, own_version, bucket, assumeNotNull(labelled_rows.score) AS exact, countIf(is_positive) AS positive, countIf(NOT is_positive) AS negative
    FROM labelled_rows
    WHERE isFinite(labelled_rows.score)
    GROUP BY model, own_version, bucket, exact
  ) AS parts
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((bucket - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((bucket - {first:Int64}), {step:Int64})) + 1)) AS window
  ARRAY JOIN arrayDistinct(['', toString(own_version)]) AS slice
  GROUP BY window, model, version, exact
),
score_lists AS (
  SELECT window, model, version, arraySort(groupArray((score, positive, negative))) AS scores
  FROM (
    SELECT window, model, version, if(distinct_scores > 10000, round(exact, 4), exact) AS score, sum(score_rows.positive) AS positive, sum(score_rows.negative) AS negative
    FROM score_rows
    GROUP BY window, model, version, score
  )
  GROUP BY window, model, version
)
SELECT window, model, version, predictions, labelled, class_rows, error_count, label_sum, label_squares, error_sum, error_squares, error_fourths, error_absolutes, over_squares, share_count, shares, share_squares, symmetrics, symmetric_squares, delays, confusion, scores
FROM all_predictions
LEFT JOIN totals USING (window, model, version)
LEFT JOIN confusions USING (window, model, version)
LEFT JOIN score_lists USING (window, model, version)
ORDER BY window, model, version;

-- spans: project, start, end, first, size, step, last, names
WITH grouped AS (
  SELECT window, service, called AS peer, slice AS version, count() AS count, countIf(status = 'error') AS errors,
  arraySort(groupArraySampleIf(4096, 1)(ifNull(duration_ms, 0), isNotNull(duration_ms))) AS duration_sorted
  FROM (
    SELECT toString(service) AS service, if(kind = 'client', toString(peer), '') AS called, status, version AS own_version,
      duration_ns / 1e6 AS duration_ms, toInt64(toUnixTimestamp64Milli(toDateTime64(start, 3, 'UTC'))) AS time_ms
    FROM spans FINAL
    WHERE project = {project:String} AND start >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND start < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND service IN {names:Array(String)}
      AND (kind = 'server' OR (kind IN ('internal', 'unspecified') AND parent_span_id = '') OR (kind = 'client' AND peer != ''))
  )
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((time_ms - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((time_ms - {first:Int64}), {step:Int64})) + 1)) AS window
  ARRAY JOIN arrayDistinct(['', toString(own_version)]) AS slice
  GROUP BY window, service, peer, version
)
SELECT window, service, peer, version, count, errors,
  toUInt64(length(duration_sorted)) AS duration_n,
  if(empty(duration_sorted), [], arrayReduce('quantilesExactInclusive(0.5, 0.9, 0.95, 0.99)', duration_sorted)) AS duration_quantiles,
  arrayConcat(arrayMap(level -> toInt64(floor(length(duration_sorted) * level - 1.959963984540054 * sqrt(length(duration_sorted) * (level * (1 - level))))), [0.5, 0.95, 0.99]), arrayMap(rank -> rank + 1, arrayMap(level -> toInt64(ceil(length(duration_sorted) * level + 1.959963984540054 * sqrt(length(duration_sorted) * (level * (1 - level))))), [0.5, 0.95, 0.99]))) AS duration_ranks,
  arrayMap((rank, value) -> if(rank < 1 OR rank > duration_n, NULL, value), duration_ranks, [duration_sorted[duration_ranks[1]], duration_sorted[duration_ranks[2]], duration_sorted[duration_ranks[3]], duration_sorted[duration_ranks[4]], duration_sorted[duration_ranks[5]], duration_sorted[duration_ranks[6]]]) AS duration_limits,
  if(empty(duration_sorted), NULL, arraySum(duration_sorted) / length(duration_sorted)) AS duration_mean
FROM grouped
ORDER BY window, service, peer, version;

-- llm-calls: project, answerValid, suspected, start, end, first, size, step, last, names
WITH grouped AS (
  SELECT window, called_model AS model, slice AS version, count() AS count, countIf(status = 'error') AS errors,
  countIf(answer_valid IS NOT NULL) AS format_checked, countIf(answer_valid = 1) AS format_valid,
  countIf(suspected IS NOT NULL) AS injection_checked, countIf(suspected = 1) AS injection_suspected,
  arraySort(groupArraySampleIf(4096, 1)(ifNull(duration_ms, 0), isNotNull(duration_ms))) AS duration_sorted,
  arraySort(groupArraySampleIf(4096, 1)(ifNull(time_to_first_token_ms, 0), isNotNull(time_to_first_token_ms))) AS first_token_sorted,
  countIf(isFinite(tokens_in)) AS input_count, sumKahanIf(tokens_in, isFinite(tokens_in)) AS input_sum, sumKahanIf(tokens_in * tokens_in, isFinite(tokens_in)) AS input_squares, minIf(tokens_in, isFinite(tokens_in)) AS input_min, maxIf(tokens_in, isFinite(tokens_in)) AS input_max,
  countIf(isFinite(tokens_out)) AS output_count, sumKahanIf(tokens_out, isFinite(tokens_out)) AS output_sum, sumKahanIf(tokens_out * tokens_out, isFinite(tokens_out)) AS output_squares, minIf(tokens_out, isFinite(tokens_out)) AS output_min, maxIf(tokens_out, isFinite(tokens_out)) AS output_max,
  countIf(isFinite(usd)) AS cost_count, sumKahanIf(usd, isFinite(usd)) AS cost_sum, sumKahanIf(usd * usd, isFinite(usd)) AS cost_squares, minIf(usd, isFinite(usd)) AS cost_min, maxIf(usd, isFinite(usd)) AS cost_max
  FROM (
    SELECT if(request_model != '', toString(request_model), toString(model)) AS called_model, if(prompt_version != '', toString(prompt_version), toString(version)) AS called_version, status, duration_ns / 1e6 AS duration_ms,
      time_to_first_token_ms, ifNull(input_tokens, nan) AS tokens_in, ifNull(output_tokens, nan) AS tokens_out, ifNull(cost_usd, nan) AS usd,
      if(mapContains(attributes_number, {answerValid:String}), attributes_number[{answerValid:String}], NULL) AS answer_valid,
      if(mapContains(attributes_number, {suspected:String}), attributes_number[{suspected:String}], NULL) AS suspected,
      toInt64(toUnixTimestamp64Milli(toDateTime64(start, 3, 'UTC'))) AS time_ms
    FROM spans FINAL
    PREWHERE is_llm = 1
    WHERE project = {project:String} AND start >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND start < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND if(request_model != '', toString(request_model), toString(model)) IN {names:Array(String)}
  )
  ARRAY JOIN range(toUInt64(greatest(0, intDiv((time_ms - {first:Int64}) - {size:Int64} + {step:Int64}, {step:Int64}))), toUInt64(least({last:Int64}, intDiv((time_ms - {first:Int64}), {step:Int64})) + 1)) AS window
  ARRAY JOIN arrayDistinct(['', toString(called_version)]) AS slice
  GROUP BY window, model, version
)
SELECT * EXCEPT (duration_sorted, first_token_sorted),
  toUInt64(length(duration_sorted)) AS duration_n,
  if(empty(duration_sorted), [], arrayReduce('quantilesExactInclusive(0.5, 0.9, 0.95, 0.99)', duration_sorted)) AS duration_quantiles,
  arrayConcat(arrayMap(level -> toInt64(floor(length(duration_sorted) * level - 1.959963984540054 * sqrt(length(duration_sorted) * (level * (1 - level))))), [0.5, 0.95, 0.99]), arrayMap(rank -> rank + 1, arrayMap(level -> toInt64(ceil(length(duration_sorted) * level + 1.959963984540054 * sqrt(length(duration_sorted) * (level * (1 - level))))), [0.5, 0.95, 0.99]))) AS duration_ranks,
  arrayMap((rank, value) -> if(rank < 1 OR rank > duration_n, NULL, value), duration_ranks, [duration_sorted[duration_ranks[1]], duration_sorted[duration_ranks[2]], duration_sorted[duration_ranks[3]], duration_sorted[duration_ranks[4]], duration_sorted[duration_ranks[5]], duration_sorted[duration_ranks[6]]]) AS duration_limits,
  if(empty(duration_sorted), NULL, arraySum(duration_sorted) / length(duration_sorted)) AS duration_mean,
  toUInt64(length(first_token_sorted)) AS first_token_n,
  if(empty(first_token_sorted), [], arrayReduce('quantilesExactInclusive(0.5, 0.9, 0.95, 0.99)', first_token_sorted)) AS first_token_quantiles,
  arrayConcat(arrayMap(level -> toInt64(floor(length(first_token_sorted) * level - 1.959963984540054 * sqrt(length(first_token_sorted) * (level * (1 - level))))), [0.5, 0.95, 0.99]), arrayMap(rank -> rank + 1, arrayMap(level -> toInt64(ceil(length(first_token_sorted) * level + 1.959963984540054 * sqrt(length(first_token_sorted) * (level * (1 - level))))), [0.5, 0.95, 0.99]))) AS first_token_ranks,
  arrayMap((rank, value) -> if(rank < 1 OR rank > first_token_n, NULL, value), first_token_ranks, [first_token_sorted[first_token_ranks[1]], first_token_sorted[first_token_ranks[2]], first_token_sorted[first_token_ranks[3]], first_token_sorted[first_token_ranks[4]], first_token_sorted[first_token_ranks[5]], first_token_sorted[first_token_ranks[6]]]) AS first_token_limits,
  if(empty(first_token_sorted), NULL, arraySum(first_token_sorted) / length(first_token_sorted)) AS first_token_mean
FROM grouped
ORDER BY window, model, version;
