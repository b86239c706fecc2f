def moving_average(prices, window):
    if window <= 0:
        raise ValueError("window must be positive")
    averages = []
    for i in range(len(prices) - window + 1):
        chunk = prices[i:i + window]
        averages.append(sum(chunk) / window)
    return averages
