import Alert from '@cloudscape-design/components/alert';
import Container from '@cloudscape-design/components/container';
import FormField from '@cloudscape-design/components/form-field';
import Input from '@cloudscape-design/components/input';
import Link from '@cloudscape-design/components/link';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { idOf, type Naming, type Taken } from './naming.ts';
import { categoryProblem, idProblem, nameProblem } from './subject-words.ts';

interface NameStepProps {
  readonly naming: Naming;
  readonly taken: Taken;
  /** Whether what is missing is said. */
  readonly strict: boolean;
  /** The subject, where it is made by now. */
  readonly made: string | null;
  onChange(naming: Naming): void;
}

export function NameStep({ naming, taken, strict, made, onChange }: NameStepProps) {
  if (made !== null) {
    return (
      <Alert type="info" header={`The subject ${made} is made`}>
        Its id and category stay as they are. Go on with its photos, or{' '}
        <Link href="/new-subject">make another subject</Link>.
      </Alert>
    );
  }
  const id = idOf(naming, taken);
  const isTaken = taken.has(id);
  const idTold = isTaken ? (
    <>
      There is a subject {id} already. If it is the same thing,{' '}
      <Link href={`/subjects/${id}/new-run`} fontSize="inherit">
        make a new run of it
      </Link>
      .
    </>
  ) : (
    (strict || naming.id !== null) && idProblem(id)
  );
  return (
    <Container>
      <SpaceBetween size="l">
        <FormField
          label="Name"
          description="What you call it."
          errorText={strict && nameProblem(naming.name)}
          stretch={false}
        >
          <Input
            value={naming.name}
            placeholder="my mug"
            ariaRequired
            onChange={({ detail }) => onChange({ ...naming, name: detail.value })}
          />
        </FormField>
        <FormField
          label="Category"
          description="What it is, in a word. The model learns how this one differs from others of its category, and images are generated from the word: “mug” serves better than “thing”, and better than its name."
          errorText={(strict || naming.category !== '') && categoryProblem(naming.category)}
        >
          <Input
            value={naming.category}
            placeholder="mug"
            ariaRequired
            disableBrowserAutocorrect
            onChange={({ detail }) => onChange({ ...naming, category: detail.value })}
          />
        </FormField>
        <FormField
          label="Id"
          description="What programs call it: it is in the addresses of its endpoint, and can't be changed later."
          constraintText="Lower-case letters, digits and hyphens."
          errorText={idTold}
        >
          <Input
            value={id}
            spellcheck={false}
            disableBrowserAutocorrect
            ariaRequired
            onChange={({ detail }) => onChange({ ...naming, id: detail.value })}
          />
        </FormField>
      </SpaceBetween>
    </Container>
  );
}
