function getInitials(fullName) {
  return fullName
    .trim()
    .split(/\s+/)
    .map(part => part[0].toUpperCase())
    .join('')
    .slice(0, 2)
}
