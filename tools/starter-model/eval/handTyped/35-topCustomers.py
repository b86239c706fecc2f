def top_customers(orders, n=5):
    totals = defaultdict(float)
    for order in orders:
        if order["status"] != "paid":
            continue
        totals[order["customer_id"]] += order["amount"]
    return sorted(totals.items(), key=lambda kv: kv[1], reverse=True)[:n]
