using Unseen.Classifiers;
using Unseen.Options;

namespace Unseen.Methods.Ensemble;

/// <summary>Several classifiers, trained side by side, whose logits are averaged.</summary>
/// <remarks>
/// The built-in members work on features of unit length, so their mean logits can be computed with a single weight
/// matrix: the trained model is as small and as fast as one member. A classifier that is listed twice is trained twice,
/// with different seeds. Members that are not trained, such as an encoder's score of images and texts, have a common
/// weight w: the logits are (1 - w) · (mean of the trained members) + w · (mean of the others).
/// </remarks>
public sealed record EnsembleOptions : ClassifierOptions
{
    /// <summary>The name of the option for <see cref="UntrainedWeight"/>.</summary>
    internal const string WeightName = "untrainedWeight";

    /// <summary>The weight of untrained members if there are too few classes or training images to choose it on
    /// validation.</summary>
    internal const double EqualWeight = 0.5;

    private readonly IReadOnlyList<ClassifierOptions> _members =
        [new Prototype.PrototypeOptions(), new Linear.LinearOptions()];

    /// <inheritdoc/>
    public override MethodDescription Description { get; } = new(
        "ensemble", "the mean of several classifiers' logits: by default of the prototype learner and a linear head",
        Rank: 0);

    /// <summary>The members, default the prototype learner and the linear head. At least one must be a
    /// <see cref="TrainedClassifierOptions"/>. Epochs, batch size, learning-rate halving and weight averaging of all
    /// members come from <see cref="Training"/>; all other settings come from the member itself.</summary>
    /// <exception cref="ArgumentNullException">The value is null.</exception>
    public IReadOnlyList<ClassifierOptions> Members
    {
        get => _members;
        init => _members = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The names of the members, joined by +. Setting this replaces <see cref="Members"/> by built-in
    /// classifiers with their default settings.</summary>
    /// <exception cref="FormatException">A name does not belong to a built-in classifier that can be a
    /// member.</exception>
    [Option("Members, joined by +; a member that is named twice is trained from two seeds", Name = "members",
        IsCommon = true)]
    public string MemberNames
    {
        get => string.Join("+", _members.Select(member => member.Name));
        init => _members = [.. (value ?? "").Split('+', StringSplitOptions.TrimEntries).Select(ParseMember)];
    }

    /// <summary>
    /// The weight w of members that are not trained, from 0 to 1. Null (default) chooses it on validation. A weight is
    /// excluded if U or S is lower than with these members alone. Of the other weights whose H is within one standard
    /// error of the best H, the largest is chosen.
    /// </summary>
    [Option("Weight of members that are not trained (image-text) in the mean of logits; auto chooses on validation",
        AtLeast = 0, AtMost = 1, Name = WeightName, Symbol = "w", When = nameof(HasUntrainedMembers))]
    public double? UntrainedWeight { get; init; }

    /// <summary>Whether there are members that are not trained.</summary>
    public bool HasUntrainedMembers => SolvedMembers.Count > 0;

    /// <summary>Width of the hidden layer of the members that have one, at least 1. If this is null (default), each
    /// member keeps its own width.</summary>
    [Option("Width of the hidden layer", AtLeast = 1, Name = "classifierHidden")]
    public int? Hidden { get; init; }

    /// <summary>The epochs, batch size, learning-rate halving and weight averaging of all members.</summary>
    [OptionGroup("classifier")]
    public ClassifierSchedule Training { get; init; } = new();

    /// <inheritdoc/>
    public override bool AddsClassesByDescription => _members.Any(member => member.AddsClassesByDescription);

    /// <inheritdoc/>
    public override bool NeedsEncoder => _members.Any(member => member.NeedsEncoder);

    /// <inheritdoc/>
    internal override bool PrefersUnitLength => true;

    /// <inheritdoc/>
    public override int TrainingEpochs => Training.Epochs;

    /// <inheritdoc/>
    public override double EpochCost => TrainedMembers.Sum(member => member.EpochCost);

    /// <inheritdoc/>
    public override double GuessMemory(ProblemSize size) => TrainedMembers.Sum(member => member.GuessMemory(size));

    /// <inheritdoc/>
    internal override ClassifierSchedule Schedule => Training;

    /// <inheritdoc/>
    internal override IReadOnlyList<TrainedClassifierOptions> TrainedMembers =>
    [
        .. from member in _members.OfType<TrainedClassifierOptions>()
           let configured = Hidden is { } width && member.FindOption("classifierHidden") is { } option
               ? option.With(member, width) : member
           select (TrainedClassifierOptions)configured.ForUnitLength().WithSchedule(own => own with
           {
               Epochs = Training.Epochs,
               BatchSize = Training.BatchSize,
               HalveEvery = Training.HalveEvery,
               Average = Training.Average,
           }),
    ];

    /// <inheritdoc/>
    internal override IReadOnlyList<SolvedClassifierOptions> SolvedMembers =>
        [.. _members.OfType<SolvedClassifierOptions>()];

    /// <inheritdoc/>
    internal override double? SolvedWeight => HasUntrainedMembers ? UntrainedWeight : 0;

    /// <inheritdoc/>
    public override ClassifierOptions WithSchedule(Func<ClassifierSchedule, ClassifierSchedule> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return this with { Training = change(Training) };
    }

    /// <inheritdoc/>
    public bool Equals(EnsembleOptions? other) =>
        other is not null && Training == other.Training && Hidden == other.Hidden
            && UntrainedWeight == other.UntrainedWeight && _members.SequenceEqual(other._members);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Training, Hidden, MemberNames, UntrainedWeight);

    private static ClassifierOptions ParseMember(string name) =>
        MethodCatalog.BuiltIn.FindClassifier(name) is { } member && CanBeMember(member) ? member
            : throw new FormatException("members must be classifiers whose logits can be averaged ("
                + string.Join(", ", MethodCatalog.BuiltIn.Classifiers.Where(CanBeMember)
                    .Where(method => method is SolvedClassifierOptions || method.HasSoftmax)
                    .Select(method => method.Name))
                + $"), joined by +, but one was '{name}'.");

    private static bool CanBeMember(ClassifierOptions member) =>
        member is TrainedClassifierOptions or SolvedClassifierOptions { ScoresUnitLength: true };
}
