using PolicyKit.Cli.Asking;
using PolicyKit.Cli.Output;
using PolicyKit.Cli.Revisions;
using PolicyKit.Core.Authorities;
using PolicyKit.Core.Documents;

namespace PolicyKit.Cli.Commands;

/// <summary><c>policykit ask</c>.</summary>
internal sealed class AskCommand(CliEnvironment environment, string text, string assembly, bool json)
{
    public int Run()
    {
        var question = Question.Parse(text);
        var revision = PolicyRevision.Read(assembly, environment);
        var rows = new QuestionAnswerer(revision.Compile(revision.Policies.Values, environment).Select(t => t.Compiled).ToList()).Answer(question);
        if (json)
        {
            environment.Output.Write(JsonWriter.Write(MapNode.Of(
                new("question", text),
                new("answers", ListNode.Of(rows.Select(r => (Node)MapNode.Of(new("about", r.About), new("answer", r.Answer.ToString()), new("shows", ListNode.Of(r.Shows)), new("decidedBy", ListNode.Of(r.Rules)))))))));
        }
        else
        {
            var report = new Reporter(environment, findingsOnly: false);
            if (rows.Count == 0)
            {
                report.Line("No policy.");
            }

            report.Rows(["about", "answer", "shown by", "decided by"], rows.Select(r => new[] { r.About, r.Answer.ToString().ToLowerInvariant(), string.Join("; ", r.Shows), string.Join("; ", r.Rules) }));
        }

        return question is Who or Where || rows.All(r => r.Answer == Answer.Yes) ? ExitCode.Ok : ExitCode.Finding;
    }
}
