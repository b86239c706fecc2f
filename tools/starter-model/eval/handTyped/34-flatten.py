def flatten(items, depth=None):
    result = []
    for item in items:
        if isinstance(item, (list, tuple)) and depth != 0:
            result.extend(flatten(item, None if depth is None else depth - 1))
        else:
            result.append(item)
    return result
