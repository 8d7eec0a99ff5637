"""Writes text-answers.json.gz: what sacreBLEU 2.6.0, rouge_score 0.1.2, jiwer 4.0.0 and the evaluation script
of SQuAD 1.1 answer to the cases that text-inputs.ts makes. The generator is that of that file, draw by draw,
over the words of text-words.json.
Run: pip install sacrebleu==2.6.0 rouge-score==0.1.2 jiwer==4.0.0; python3 bench/measure/text-parity.py"""
import collections, gzip, json, math, os, re, string
import jiwer
from rouge_score import rouge_scorer
from sacrebleu.metrics import BLEU, CHRF, TER
from draws import Draws

HERE = os.path.dirname(os.path.abspath(__file__))
CASES = 240
KINDS = 8
nan = float("nan")
with open(os.path.join(HERE, "text-words.json"), encoding="utf8") as file:
    WORDS = json.load(file)


def pick(d, name):
    return WORDS[name][d.integer(len(WORDS[name]))]


def word(d, kind):
    if kind == 0: return pick(d, "english") + pick(d, "marks")
    if kind == 1: return pick(d, "numbers" if d.integer(2) == 0 else "english")
    if kind == 2: return pick(d, "european") + pick(d, "marks")
    if kind == 3: return pick(d, "chinese")
    if kind == 4: return pick(d, "chinese" if d.integer(4) == 0 else "asian")
    if kind == 5: return pick(d, "few")
    if kind == 6: return pick(d, "blanks")
    name = ["english", "numbers", "european", "asian"][d.integer(4)]
    return pick(d, name) + pick(d, "marks")


def text_words(d, kind):
    size = d.integer(3) if kind == 6 else 8 + d.integer(20) if kind == 7 else d.integer(14)
    return [word(d, kind) for _ in range(size)]


def edited(d, kind, words):
    to = []
    for each in words:
        way = d.integer(20)
        if way == 0: continue
        to.append(word(d, kind) if way in (1, 2) else each)
        if way == 3: to.append(each)
        if way == 4: to.append(word(d, kind))
    if len(to) < 3 or d.integer(2) == 0: return to
    start = d.integer(len(to))
    length = 1 + d.integer(4)
    run, rest = to[start:start + length], to[:start] + to[start + length:]
    place = d.integer(len(rest) + 1)
    return rest[:place] + run + rest[place:]


def joined(d, kind, words):
    if kind == 3: return "".join(words)
    text = ""
    for place, each in enumerate(words):
        if place > 0: text += pick(d, "gaps") if kind >= 6 else " "
        text += each
    return text


def segments(index):
    d = Draws(60, index)
    kind = index % KINDS
    reference_count = 1 + d.integer(3)
    found = []
    for _ in range(1 + d.integer(4)):
        own = text_words(d, kind)
        references = [joined(d, kind, own if place == 0 else edited(d, kind, own)) for place in range(reference_count)]
        way = d.integer(12)
        changed = own if way == 0 else text_words(d, kind) if way == 1 else edited(d, kind, own)
        hypothesis = references[0] if way == 0 else joined(d, kind, changed)
        found.append((hypothesis, references))
    return found


def streams(found):
    return [hyp for hyp, _ in found], [list(each) for each in zip(*[refs for _, refs in found])]


# Every setting of a metric turns at its own pace, so that the cases hold all of them together.
def bleu(index):
    found = segments(index)
    smoothing = ["exp", "floor", "add-k", "none"][index // 8 % 4]
    value = {"floor": 0.25, "add-k": 2}.get(smoothing) if index % 3 == 0 else None
    settings = dict(
        tokenize=["13a", "intl", "zh", "char", "none"][index % 5],
        smooth_method=smoothing, smooth_value=value, lowercase=index % 7 < 3,
    )
    whole = BLEU(**settings).corpus_score(*streams(found))
    hypothesis, references = found[0]
    one = BLEU(**settings, effective_order=True).sentence_score(hypothesis, references)
    return [whole.score, *whole.precisions, whole.bp, whole.sys_len, whole.ref_len, one.score]


def chrf(index):
    found = segments(index)
    settings = dict(
        char_order=[6, 4][index // 8 % 2], word_order=[0, 2, 1][index % 3], beta=[2, 1, 3][index // 3 % 3],
        lowercase=index % 7 < 3,
    )
    metric = CHRF(**settings)
    hypothesis, references = found[0]
    return [metric.corpus_score(*streams(found)).score, metric.sentence_score(hypothesis, references).score]


def ter(index):
    found = segments(index)
    bits = index // 8
    metric = TER(
        normalized=bits % 2 == 1, no_punct=bits // 2 % 2 == 1, asian_support=bits // 4 % 2 == 1,
        case_sensitive=index % 7 < 3,
    )
    whole = metric.corpus_score(*streams(found))
    hypothesis, references = found[0]
    return [whole.score, whole.num_edits, whole.ref_length, metric.sentence_score(hypothesis, references).score]


def rouge(index):
    hypothesis, references = segments(index)[0]
    names = ["rouge1", "rouge2", "rouge3", "rougeL", "rougeLsum"]
    scorer = rouge_scorer.RougeScorer(names, use_stemmer=index // 8 % 2 == 1)
    scores = scorer.score(references[0], hypothesis)
    return [part for name in names for part in (scores[name].precision, scores[name].recall, scores[name].fmeasure)]


# Words are cut at white space of any kind; jiwer's own cut knows blanks only and takes two lines' neighbours for
# one word. Against references without a word there is no rate.
def errors(index):
    found = segments(index)
    hyps, refs = [hyp for hyp, _ in found], [each[0] for _, each in found]
    cut = lambda texts: [" ".join(text.split()) for text in texts]
    words = jiwer.process_words(cut(refs), cut(hyps))
    characters = jiwer.process_characters(refs, hyps)
    def part(of, rate):
        edits = of.substitutions + of.deletions + of.insertions
        size = of.hits + of.substitutions + of.deletions
        return [rate if size > 0 else nan, edits, size]
    return part(words, words.wer) + part(characters, characters.cer)


# The functions of evaluate-v1.1.py, https://rajpurkar.github.io/SQuAD-explorer.
def normalize_answer(s):
    s = "".join(ch for ch in s.lower() if ch not in set(string.punctuation))
    s = re.sub(r"\b(a|an|the)\b", " ", s)
    return " ".join(s.split())


def f1_score(prediction, ground_truth):
    prediction_tokens = normalize_answer(prediction).split()
    ground_truth_tokens = normalize_answer(ground_truth).split()
    common = collections.Counter(prediction_tokens) & collections.Counter(ground_truth_tokens)
    num_same = sum(common.values())
    if num_same == 0: return 0
    precision = 1.0 * num_same / len(prediction_tokens)
    recall = 1.0 * num_same / len(ground_truth_tokens)
    return (2 * precision * recall) / (precision + recall)


def answers(index):
    return [part for hyp, refs in segments(index) for part in
            (float(normalize_answer(hyp) == normalize_answer(refs[0])), f1_score(hyp, refs[0]))]


FUNCTIONS = {"bleu": bleu, "chrf": chrf, "ter": ter, "rouge": rouge, "errors": errors, "answers": answers}


def plain(value):
    value = float(value)
    return None if math.isnan(value) else value


if __name__ == "__main__":
    found = {name: [[plain(v) for v in run(i)] for i in range(CASES)] for name, run in FUNCTIONS.items()}
    path = os.path.join(HERE, "text-answers.json.gz")
    with open(path, "wb") as raw, gzip.GzipFile(fileobj=raw, mode="wb", mtime=0, compresslevel=9) as out:
        out.write(json.dumps(found, separators=(",", ":")).encode())
    print(len(found), "functions", os.path.getsize(path), "bytes")
