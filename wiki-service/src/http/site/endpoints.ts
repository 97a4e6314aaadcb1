/** Routes to show to people: in the answer of `GET /` and in the table of the front page. */
export const endpoints = {
  'POST /users': 'Create a new user',
  'GET /users': 'List users, oldest first',
  'GET /users/{id}': 'Get user by ID',
  'GET /user/{id}': 'Get user by ID',
  'POST /posts': 'Create a new post',
  'GET /posts': 'List posts, oldest first',
  'GET /posts/{id}': 'Get post by ID',
  'GET /metrics': 'Prometheus metrics',
  'GET /health/live': 'Whether the process answers',
  'GET /health/ready': 'Whether requests will be served',
  'GET /health/startup': 'Whether the database has been migrated',
  'GET /openapi.json': 'OpenAPI description',
  'GET /docs': 'API page to read and try out',
} as const
