export const ada = { id: 1, name: 'Ada Lovelace', created_time: '2026-11-23T03:39:24.349627Z' }
export const grace = { id: 2, name: 'Grace Hopper', created_time: '2026-11-23T03:40:07.120394Z' }

export const hello = { post_id: 1, content: 'Hello, world', user_id: 1, created_time: '2026-11-23T03:41:55.901002Z' }
export const reply = { post_id: 2, content: 'Hello, Ada', user_id: 2, created_time: '2026-11-23T03:42:13.070715Z' }
