export const ada = { id: 1, name: 'Ada Lovelace', created_time: '2026-11-23T03:39:24.349627Z' }
export const grace = { id: 2, name: 'Grace Hopper', created_time: '2026-11-23T03:40:07.120394Z' }

export const hello = { post_id: 1, content: 'Hello, world', user_id: 1, created_time: '2026-11-23T03:41:55.901002Z' }
export const reply = { post_id: 2, content: 'Hello, Ada', user_id: 2, created_time: '2026-11-23T03:42:13.070715Z' }

export const onboarding = {
  id: 3,
  path: 'handbook/onboarding',
  title: 'Onboarding',
  content: '# Onboarding\n\nStart with [[Handbook]].\n',
  tags: ['people'],
  version: 2,
  created_time: '2026-11-23T03:44:01.553020Z',
  created_by: 1,
  updated_time: '2026-11-23T03:50:42.001188Z',
  updated_by: 2,
  links: ['handbook'],
}

export const onboardingEdited = {
  page_id: 3,
  version: 2,
  kind: 'edit',
  path: 'handbook/onboarding',
  title: 'Onboarding',
  user_id: 2,
  summary: 'Say where to start',
  size: 40,
  created_time: '2026-11-23T03:50:42.001188Z',
}
