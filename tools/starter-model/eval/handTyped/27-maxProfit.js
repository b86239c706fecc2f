var maxProfit = function(prices) {
    let min = Infinity, best = 0;
    for (let p of prices) {
        if (p < min) min = p;
        else if (p - min > best) best = p - min;
    }
    return best;
};
