export function formatPrice(cents: number, currency = 'EUR'): string {
  if (Number.isNaN(cents)) {
    return '-';
  }
  const amount = cents / 100;
  return new Intl.NumberFormat('de-DE', { style: 'currency', currency }).format(amount);
}
