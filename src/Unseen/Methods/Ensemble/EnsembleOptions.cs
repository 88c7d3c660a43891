using Unseen.Classifiers;
using Unseen.Options;

namespace Unseen.Methods.Ensemble;

/// <summary>Several classifiers, trained side by side, whose logits are averaged.</summary>
/// <remarks>
/// All members work on features of unit length, so that the mean of their logits is again one matrix: the trained model
/// is as small and as fast as one of them. Members that are given twice are trained from two seeds.
/// </remarks>
public sealed record EnsembleOptions : ClassifierOptions
{
    private readonly IReadOnlyList<TrainedClassifierOptions> _members =
        [new Prototype.PrototypeOptions(), new Linear.LinearOptions()];

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "ensemble", "the mean of several classifiers' logits: by default of the prototype learner and a linear head",
        Rank: 0);

    /// <summary>The members; default the prototype learner and the linear head. How long they are trained is said by
    /// <see cref="Training"/>.</summary>
    public IReadOnlyList<TrainedClassifierOptions> Members
    {
        get => _members;
        init => _members = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The members' names, joined by +.</summary>
    [Option("Members, joined by +; one that is named twice is trained from two seeds", Name = "members",
        IsCommon = true)]
    public string MemberNames
    {
        get => string.Join("+", _members.Select(member => member.Name));
        init => _members = [.. (value ?? "").Split('+', StringSplitOptions.TrimEntries).Select(Find)];
    }

    /// <summary>Width of the hidden layer of members that have one, at least 1; null (default) for their own.</summary>
    [Option("Width of the hidden layer", AtLeast = 1, Name = "classifierHidden")]
    public int? Hidden { get; init; }

    /// <summary>How all members are trained.</summary>
    [OptionGroup("classifier")]
    public ClassifierSchedule Training { get; init; } = new();

    /// <inheritdoc/>
    public override bool AddsClassesByDescription => _members.Any(member => member.AddsClassesByDescription);

    /// <inheritdoc/>
    public override int TrainingEpochs => Training.Epochs;

    /// <inheritdoc/>
    public override double EpochCost => _members.Sum(member => member.EpochCost);

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size) => TrainedMembers.Sum(member => member.GuessMemory(size));

    /// <inheritdoc/>
    internal override ClassifierSchedule Schedule => Training;

    /// <inheritdoc/>
    internal override IReadOnlyList<TrainedClassifierOptions> TrainedMembers =>
    [
        .. from member in _members
           let widened = Hidden is { } width && member.FindOption("classifierHidden") is { } option
               ? option.With(member, width) : member
           select (TrainedClassifierOptions)widened.ForUnitLength().WithSchedule(own => own with
           {
               Epochs = Training.Epochs,
               BatchSize = Training.BatchSize,
               HalveEvery = Training.HalveEvery,
               Average = Training.Average,
           }),
    ];

    /// <inheritdoc/>
    public override ClassifierOptions WithSchedule(Func<ClassifierSchedule, ClassifierSchedule> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Training = change(Training) };
    }

    /// <inheritdoc/>
    public bool Equals(EnsembleOptions? other) =>
        other is not null && Training == other.Training && Hidden == other.Hidden
            && _members.SequenceEqual(other._members);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Training, Hidden, MemberNames);

    private static TrainedClassifierOptions Find(string name) =>
        MethodCatalog.BuiltIn.FindClassifier(name) as TrainedClassifierOptions ?? throw new FormatException(
            "members must be classifiers that are trained by steps ("
                + string.Join(", ", MethodCatalog.BuiltIn.Classifiers.OfType<TrainedClassifierOptions>()
                    .Where(method => method.HasSoftmax).Select(method => method.Name))
                + $"), joined by +, but one was '{name}'.");
}
