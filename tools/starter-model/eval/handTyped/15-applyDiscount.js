const applyDiscount = (cart, coupon) => {
  if (!coupon || coupon.expired) {
    return cart;
  }
  return cart.map((item) => ({
    ...item,
    price: +(item.price * (1 - coupon.rate)).toFixed(2),
  }));
};
