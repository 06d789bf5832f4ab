/** What a query on `users u` selects to give a StoredAccount. */
export const ACCOUNT_COLUMNS = `u.id, u.name, u.role, u.password,
  u.created_at AS createdAt, u.deactivated_at AS deactivatedAt`;
