def load_scores(path: Path) -> dict[str, float]:
    scores = {}
    with open(path, newline="") as f:
        reader = csv.DictReader(f)
        for row in reader:
            try:
                scores[row["name"]] = float(row["score"])
            except (KeyError, ValueError) as e:
                logger.warning("skipping row %s: %s", row, e)
    return scores
