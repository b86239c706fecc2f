/*
 * Python's strftime in the C locale, as templates expect it: English names, the machine's time zone.
 * What it does not know stays as it is.
 */

const months = 'January February March April May June July August September October November December'.split(
  ' ',
);
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

/** A directive a line. */
const directives: Readonly<Record<string, (date: Date) => string | number>> = {
  '%Y': (date) => date.getFullYear(),
  '%y': (date) => two(date.getFullYear() % 100),
  '%m': (date) => two(date.getMonth() + 1),
  '%-m': (date) => date.getMonth() + 1,
  '%B': (date) => months[date.getMonth()]!,
  '%b': (date) => months[date.getMonth()]!.slice(0, 3),
  '%d': (date) => two(date.getDate()),
  '%-d': (date) => date.getDate(),
  '%A': (date) => days[date.getDay()]!,
  '%a': (date) => days[date.getDay()]!.slice(0, 3),
  '%H': (date) => two(date.getHours()),
  '%I': (date) => two(date.getHours() % 12 || 12),
  '%p': (date) => (date.getHours() < 12 ? 'AM' : 'PM'),
  '%M': (date) => two(date.getMinutes()),
  '%S': (date) => two(date.getSeconds()),
  '%%': () => '%',
};

export function strftime(date: Date, format: string): string {
  return format.replace(/%-?[A-Za-z%]/g, (directive) => String(directives[directive]?.(date) ?? directive));
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
