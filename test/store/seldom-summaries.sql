-- slices: project, start, end, first, size, step, last, names, rowsMax, numberModels, numberFeatures, edges, textModels, textFeatures, categories
WITH
numeric_bins AS (
  SELECT bins.1 AS model, bins.2 AS feature, bins.3 AS edges
  FROM (SELECT arrayJoin(arrayZip({numberModels:Array(String)}, {numberFeatures:Array(String)}, {edges:Array(Array(Float64))})) AS bins)
),
text_bins AS (
  SELECT bins.1 AS model, bins.2 AS feature, bins.3 AS categories
  FROM (SELECT arrayJoin(arrayZip({textModels:Array(String)}, {textFeatures:Array(String)}, {categories:Array(Array(String))})) AS bins)
),
judged AS (
  SELECT toString(model) AS model, id, prediction_time AS time, output_text != '' OR notEmpty(scores) AS is_class,
    if(is_class, if(if(output_text = '' AND isNotNull(output_number), toString(assumeNotNull(output_number)), output_text) = '', NULL, toFloat64(if(label_text = '' AND isNotNull(label_number), toString(assumeNotNull(label_number)), label_text) != if(output_text = '' AND isNotNull(output_number), toString(assumeNotNull(output_number)), output_text))), abs(output_number - label_number)) AS row_loss
  FROM outcomes FINAL
  WHERE project = {project:String} AND prediction_time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND prediction_time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)} AND isFinite(row_loss)
  ORDER BY cityHash64(id), id
  LIMIT {rowsMax:UInt64} BY model
),
cells AS (
  SELECT model, is_class, assumeNotNull(row_loss) AS loss, '' AS feature, toInt64(0) AS bin
  FROM judged
  UNION ALL
  SELECT model, is_class, loss, feature, if(isNull(value) OR isNaN(value), toInt64(-1), toInt64(arrayCount(edge -> edge < assumeNotNull(value), edges))) AS bin
  FROM (
    SELECT model, is_class, loss, toString(entry.1) AS feature, entry.2 AS value
    FROM (
      SELECT model, is_class, assumeNotNull(row_loss) AS loss, features_number
      FROM (
        SELECT toString(model) AS model, id, time, features_number
        FROM predictions FINAL
        WHERE project = {project:String} AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
      ) AS predicted
      INNER JOIN judged USING (model, id, time)
    ) AS joined
    ARRAY JOIN CAST(features_number AS Array(Tuple(String, Nullable(Float64)))) AS entry
  ) AS numbers
  INNER JOIN numeric_bins USING (model, feature)
  UNION ALL
  SELECT model, is_class, loss, feature,
    multiIf(isNull(value), toInt64(-1), has(categories, assumeNotNull(value)), toInt64(indexOf(categories, assumeNotNull(value))) - 1, toInt64(length(categories))) AS bin
  FROM (
    SELECT model, is_class, loss, toString(entry.1) AS feature, entry.2 AS value
    FROM (
      SELECT model, is_class, assumeNotNull(row_loss) AS loss, features_text
      FROM (
        SELECT toString(model) AS model, id, time, features_text
        FROM predictions FINAL
        WHERE project = {project:String} AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
      ) AS predicted
      INNER JOIN judged USING (model, id, time)
    ) AS joined
    ARRAY JOIN CAST(features_text AS Array(Tuple(String, Nullable(String)))) AS entry
  ) AS texts
  INNER JOIN text_bins USING (model, feature)
)
SELECT model, feature, bin, is_class, count() AS rows, sumKahan(loss) AS losses, sumKahan(loss * loss) AS loss_squares
FROM cells
GROUP BY model, feature, bin, is_class
ORDER BY model, feature, bin, is_class;

-- confidence: project, start, end, first, size, step, last, names, referenceStart, recentStart
SELECT if(prediction_time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC'), 'labelled', 'reference') AS part,
  toString(model) AS model, toString(version) AS version, output_text AS output, toUInt8(if((greatest(0, least(1, if(mapContains(scores, output_text), scores[output_text], 1 - arrayMax(mapValues(scores))))) AS confidence) <= 0.9, floor(confidence * 50), 45 + floor(10 * log10(0.1 / greatest(0.001, 1 - confidence))))) AS step, count() AS rows, countIf(label_text = output_text) AS hits, toUInt64(0) AS recent
FROM outcomes FINAL
WHERE project = {project:String} AND prediction_time >= fromUnixTimestamp64Milli({referenceStart:Int64}, 'UTC') AND prediction_time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)}
  AND output_text != '' AND label_text != '' AND notEmpty(scores)
GROUP BY part, model, version, output, step
UNION ALL
SELECT 'current' AS part, toString(model) AS model, toString(version) AS version, output_text AS output, toUInt8(if((greatest(0, least(1, if(mapContains(scores, output_text), scores[output_text], 1 - arrayMax(mapValues(scores))))) AS confidence) <= 0.9, floor(confidence * 50), 45 + floor(10 * log10(0.1 / greatest(0.001, 1 - confidence))))) AS step, count() AS rows, toUInt64(0) AS hits, countIf(time >= fromUnixTimestamp64Milli({recentStart:Int64}, 'UTC')) AS recent
FROM predictions FINAL
WHERE project = {project:String} AND time >= fromUnixTimestamp64Milli({start:Int64}, 'UTC') AND time < fromUnixTimestamp64Milli({end:Int64}, 'UTC') AND model IN {names:Array(String)} AND output_text != '' AND notEmpty(scores)
GROUP BY model, version, output, step;
