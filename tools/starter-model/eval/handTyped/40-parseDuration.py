def parse_duration(text: str) -> int:
    """'1h30m' -> 5400"""
    units = {"h": 3600, "m": 60, "s": 1}
    total = 0
    for value, unit in re.findall(r"(\d+)([hms])", text):
        total += int(value) * units[unit]
    if not (matched := total):
        raise ValueError(f"cannot parse {text!r}")
    return matched
