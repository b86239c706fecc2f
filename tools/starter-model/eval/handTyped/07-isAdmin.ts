function isAdmin(user: User | Guest): user is User {
  if (!('roles' in user)) return false;
  const roles = user.roles.map((r) => r.toLowerCase());
  return roles.some((r) => r === 'admin' || r === 'owner');
}
