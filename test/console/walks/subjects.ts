import type { Visit } from '../../fixtures/visit.ts';

/** The list of subjects, whose things are reached from it. */
export async function listsSubjects({ page, open, heading, inspect }: Visit): Promise<void> {
  await open('/subjects');
  await heading('Subjects');
  await page.getByRole('link', { name: 'Show runs of sunrise-mug' }).waitFor();
  await inspect('subjects');
}
