export function validateSignup({ email, password, age }) {
  const errors = {};
  if (!email) errors.email = 'Email is required';
  else if (!/^\S+@\S+\.\S+$/.test(email)) errors.email = 'Email looks wrong';

  if (!password || password.length < 8) {
    errors.password = 'Use at least 8 characters';
  }
  if (age !== undefined && Number(age) < 18) errors.age = 'You must be 18 or older';

  return { valid: Object.keys(errors).length === 0, errors };
}
