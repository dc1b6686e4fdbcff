import { useNotices } from '../app/notices.tsx';
import { useService } from '../app/service.tsx';
import { answerTo } from '../asking/answer.ts';
import { Confirmation } from '../parts/confirmation.tsx';
import { type Member, otherRole, removalWords, roleWords } from './member-words.ts';

export interface AskedOfMember {
  readonly what: 'role' | 'removal';
  readonly member: Member;
}

interface MemberConfirmationProps {
  readonly asked: AskedOfMember;
  onDone(): void;
  onClose(): void;
}

/** Another role for a member, or none, after a word on what that means. */
export function MemberConfirmation({ asked: { what, member }, onDone, onClose }: MemberConfirmationProps) {
  const { likeness, identity } = useService();
  const notices = useNotices();
  const you = member.id === identity.id;
  const words = what === 'role' ? roleWords(member, you) : removalWords(member, you);

  async function act(): Promise<void> {
    const params = { path: { member: member.id } };
    if (what === 'role') {
      const body = { role: otherRole(member.role) };
      await answerTo(likeness.http.PATCH('/v1/members/{member}', { params, body }));
    } else await answerTo(likeness.http.DELETE('/v1/members/{member}', { params }));
    notices.succeeded(words.done);
    onDone();
  }

  return (
    <Confirmation title={words.title} confirm={words.confirm} act={act} onClose={onClose}>
      {words.happens}
    </Confirmation>
  );
}
